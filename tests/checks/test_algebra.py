"""The laws of the verdicts."""

from collections.abc import Callable, Iterable
from itertools import product
from typing import TypeAlias, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.checks import Verdict, all_of, any_of

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
verdicts = st.sampled_from(VERDICTS)
Combine: TypeAlias = Callable[[Iterable[Verdict]], Verdict]
both = pytest.mark.parametrize("combine", [all_of, any_of])

NOT: dict[Verdict, Verdict] = {
    "met": "not_met",
    "not_met": "met",
    "unknown": "unknown",
    "not_applicable": "not_applicable",
}


@both
@given(found=st.lists(verdicts), seed=st.randoms(use_true_random=False))
def test_order_and_repetition_do_not_matter(
    combine: Combine, found: list[Verdict], seed: "st.DataObject"
) -> None:
    shuffled = [*found, *found]
    seed.shuffle(shuffled)  # type: ignore[attr-defined]

    assert combine(shuffled) == combine(found)


@both
@given(first=st.lists(verdicts), second=st.lists(verdicts))
def test_parts_may_be_combined_first(
    combine: Combine, first: list[Verdict], second: list[Verdict]
) -> None:
    assert combine([combine(first), combine(second)]) == combine([*first, *second])


@both
@given(verdict=verdicts)
def test_not_applicable_is_neutral_and_alone_stays_itself(
    combine: Combine, verdict: Verdict
) -> None:
    assert combine([verdict, "not_applicable"]) == verdict
    assert combine([verdict]) == verdict
    assert combine([]) == "not_applicable"


@given(found=st.lists(verdicts))
def test_all_and_any_are_each_others_dual(found: list[Verdict]) -> None:
    assert NOT[all_of(found)] == any_of(NOT[verdict] for verdict in found)


@pytest.mark.parametrize(("a", "b"), list(product(VERDICTS[:3], repeat=2)))
def test_they_are_kleenes_strong_connectives(a: Verdict, b: Verdict) -> None:
    truth = {"not_met": 0, "unknown": 1, "met": 2}

    assert truth[all_of([a, b])] == min(truth[a], truth[b])
    assert truth[any_of([a, b])] == max(truth[a], truth[b])


@both
@given(found=st.lists(verdicts, min_size=1))
def test_the_result_is_one_of_those_put_in(
    combine: Combine, found: list[Verdict]
) -> None:
    assert combine(found) in found
