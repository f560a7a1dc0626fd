"""Standing: claim and evidence side by side, and nothing unseen is met."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from assay.checks import Outcome, Tally
from assay.evidence import Reach
from assay.register import Question
from assay.standing import (
    CellStanding,
    Ground,
    Look,
    Node,
    explain,
    stand,
    stand_cell,
    standing_digest,
)

DAY = date(2026, 11, 24)
AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
SERVICE, REGION, ELSEWHERE = "object-storage", "eu-west-1", "us-east-1"


def soc_1(ground: Ground, region: str = REGION) -> CellStanding:
    question = Question(program="soc-1", service=SERVICE, region=region)
    return stand_cell(ground, question, DAY)


def test_without_a_run_every_requirement_is_unknown(world: Any) -> None:
    evidence = soc_1(world.bare).evidence

    assert evidence.state == "unknown"
    assert evidence.unknown == 8
    assert evidence.run == ""


def test_when_every_check_is_met_the_covered_program_is_met(world: Any) -> None:
    cell = soc_1(world.ground())

    assert cell.evidence.state == "met"
    assert cell.evidence.met == 8
    assert cell.evidence.synthetic


def test_the_four_counts_sum_to_the_catalog_in_every_cell(world: Any) -> None:
    standing = stand(world.ground(), DAY, AT, programs=["soc-1", "soc-2", "fedramp"])

    for cell in standing.cells:
        evidence = cell.evidence
        total = evidence.met + evidence.not_met
        total += evidence.unknown + evidence.not_applicable
        held = world.bare.library
        stated = {**held.catalogs, **held.baselines}.get(evidence.catalog)
        assert total == (stated.count if stated else 0)
        assert stated or evidence.state == "unknown"


def test_a_deviation_in_one_cell_leaves_the_others_alone(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    bent = make_outcome(
        first.check,
        first.control,
        {
            (SERVICE, REGION): Tally(met=2, not_met=1),
            (SERVICE, ELSEWHERE): Tally(met=3),
        },
        "not_met",
    )
    ground = world.ground(bent)

    assert soc_1(ground).evidence.state == "not_met"
    assert soc_1(ground, ELSEWHERE).evidence.state == "met"


def test_provider_wide_deviations_count_in_every_cell(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {("", ""): Tally(met=2, not_met=1)}
    ground = world.ground(make_outcome(first.check, first.control, cells, "not_met"))

    assert soc_1(ground).evidence.state == "not_met"
    assert soc_1(ground, ELSEWHERE).evidence.state == "not_met"


def test_deviations_within_the_tolerance_do_not_fail_the_control(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {("", ""): Tally(met=99, not_met=1)}
    bent = make_outcome(first.check, first.control, cells, "met")
    assert soc_1(world.ground(bent)).evidence.state == "met"


def test_a_place_the_evidence_did_not_reach_is_unknown(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {(SERVICE, ELSEWHERE): Tally(met=3)}
    bent = make_outcome(first.check, first.control, cells)
    ground = world.ground(bent, reach=Reach(regions=(ELSEWHERE,)))

    assert soc_1(ground).evidence.state == "unknown"
    assert "did not reach" in soc_1(ground).evidence.reason
    assert soc_1(ground, ELSEWHERE).evidence.state == "met"


def test_a_place_that_was_seen_and_is_empty_supports_nothing_and_denies_nothing(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {(SERVICE, ELSEWHERE): Tally(met=3)}
    ground = world.ground(make_outcome(first.check, first.control, cells))

    assert soc_1(ground).evidence.state == "met"


def test_an_empty_population_is_never_met(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    ground = world.ground(make_outcome(first.check, first.control, {}, "unknown"))

    assert soc_1(ground).evidence.state == "unknown"


def test_partial_and_proposed_coverage_conclude_nothing(world: Any) -> None:
    ground = world.ground()
    weakened = tuple(
        replace(row, extent="partial") if row.catalog == "soc-1-objectives" else row
        for row in ground.coverage
    )

    assert soc_1(replace(ground, coverage=weakened)).evidence.unknown == 8
    proposed = tuple(replace(row, status="proposed") for row in ground.coverage)
    assert soc_1(replace(ground, coverage=proposed)).evidence.unknown == 8


def test_in_force_over_a_deviation_is_at_risk(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {("", ""): Tally(met=2, not_met=1)}
    ground = world.ground(make_outcome(first.check, first.control, cells, "not_met"))
    marked = [cell for cell in stand(ground, DAY, AT).cells if cell.mark == "at_risk"]

    assert marked
    for cell in marked:
        assert cell.claim.state == "in_force"
        assert cell.evidence.state in {"not_met", "unknown"}


def test_a_test_gone_silent_is_at_risk(
    world: Any, make_outcome: Callable[..., Outcome]
) -> None:
    first = world.outcomes[0]
    cells = {("", ""): Tally(met=2, unknown=1)}
    ground = world.ground(make_outcome(first.check, first.control, cells, "unknown"))

    assert any(cell.mark == "at_risk" for cell in stand(ground, DAY, AT).cells)


def test_what_nobody_tests_yet_is_unknown_and_not_at_risk(world: Any) -> None:
    standing = stand(world.ground(), DAY, AT)
    unknown = [cell for cell in standing.cells if cell.evidence.state == "unknown"]

    assert unknown
    assert not any(cell.mark == "at_risk" for cell in standing.cells)
    assert not any(cell.mark for cell in stand(world.bare, DAY, AT).cells)


def test_claim_and_evidence_never_change_each_other(world: Any) -> None:
    with_run, without = soc_1(world.ground()), soc_1(world.bare)

    assert with_run.claim == without.claim
    assert with_run.evidence != without.evidence


def test_ready_marks_what_is_met_and_not_claimed(world: Any) -> None:
    standing = stand(world.ground(), DAY, AT)
    marked = [cell for cell in standing.cells if cell.mark == "ready"]

    assert marked
    for cell in marked:
        assert (cell.claim.state, cell.evidence.state) == ("not_claimed", "met")


def test_equal_standings_have_equal_digests(world: Any) -> None:
    one = stand(world.ground(), DAY, AT, programs=["soc-1"])
    again = stand(world.ground(), DAY, AT, programs=["soc-1"])
    other = stand(world.bare, DAY, AT, programs=["soc-1"])

    assert standing_digest(one) == standing_digest(again) != standing_digest(other)


@pytest.fixture
def explained(world: Any, make_outcome: Callable[..., Outcome]) -> Node:
    first = world.outcomes[0]
    cells = {("", ""): Tally(met=2, not_met=1)}
    ground = world.ground(make_outcome(first.check, first.control, cells, "not_met"))
    look = Look(rows=lambda _: (), entry=lambda _: 7, run_digest="ab" * 32)
    return explain(ground, soc_1(ground), look)


def test_an_explanation_goes_down_to_batches_and_log_entries(explained: Node) -> None:
    found: dict[str, Node] = {}
    queue = [explained]
    while queue:
        node = queue.pop()
        found.setdefault(node.level, node)
        queue.extend(node.children)

    assert {"claim", "evidence", "run", "requirement", "control", "check"} <= set(found)
    assert found["batch"].digest
    assert found["batch"].entry == found["run"].entry == 7


def test_what_is_not_met_is_explained_first(explained: Node) -> None:
    evidence = explained.children[1]
    requirements = [n for n in evidence.children if n.level == "requirement"]

    assert requirements[0].state == "not_met"
