"""How verdicts combine: Kleene's strong logic, with `not_applicable` neutral.

`all_of` reads "all of these must hold", `any_of` "one of these suffices". Both are
associative, commutative and idempotent; `not_applicable` is the neutral element of
both, so that alone, or where nothing was asked, it stays itself.
"""

from collections.abc import Iterable

from assay.checks.values import Verdict

__all__ = ["all_of", "any_of"]

_WEAKEST: tuple[Verdict, ...] = ("not_met", "unknown", "met")
_STRONGEST: tuple[Verdict, ...] = ("met", "unknown", "not_met")


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Any `not_met` wins, else any `unknown`, else `met`, else `not_applicable`."""
    return _first(_WEAKEST, verdicts)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Any `met` wins, else any `unknown`, else `not_met`, else `not_applicable`."""
    return _first(_STRONGEST, verdicts)


def _first(order: tuple[Verdict, ...], verdicts: Iterable[Verdict]) -> Verdict:
    seen = set(verdicts)
    for verdict in order:
        if verdict in seen:
            return verdict
    return "not_applicable"
