"""The further axes of a scope: who is named must be listed, who is not may be any."""

from collections.abc import Callable
from datetime import date

import pytest

from assay.register import Register, ask, scope

Make = Callable[..., Register]
DAY = date(2026, 11, 24)


@pytest.fixture
def limited(make: Make, statements: dict[str, str]) -> Register:
    """FedRAMP for two accounts at one site, with one of them left out for a while."""
    fedramp = statements["fedramp-2025"] + (
        '    accounts = ["100", "200"]\n    facilities = ["site-a"]\n'
        "    recorded = 2025-06-01\n"
        "    [[exclusions]]\n"
        '    services = ["queue"]\n    regions = "all"\n    accounts = ["200"]\n'
        '    reason = "account 200 opted out"\n'
        "    since = 2026-01-01\n    until = 2026-12-31\n    recorded = 2026-02-01\n"
        "    [[exclusions]]\n"
        '    services = ["maps"]\n    regions = "all"\n    levels = ["moderate"]\n'
        '    reason = "not at moderate"\n'
    )
    return make({**statements, "fedramp-2025": fedramp})


def state(register: Register, service: str = "queue", **asked: str) -> str:
    day = date.fromisoformat(asked.pop("on", "2026-11-24"))
    as_of = asked.pop("as_of", "")
    question = ask(register, "fedramp", service, asked.pop("region", ""), **asked)
    recorded = date.fromisoformat(as_of) if as_of else None
    return scope(register, question, day, recorded).state


def test_a_member_that_is_not_listed_is_not_covered(limited: Register) -> None:
    assert state(limited, account="100") == "in_force"
    assert state(limited, account="300") == "not_claimed"
    assert state(limited, facility="site-b") == "not_claimed"
    assert state(limited, facility="site-a", account="100") == "in_force"


def test_an_axis_that_is_not_named_may_be_any_member_and_the_answer_says_which(
    limited: Register,
) -> None:
    claim = scope(limited, ask(limited, "fedramp", "queue"), DAY)

    assert claim.state == "in_force"
    assert "site-a" in claim.says
    assert "100 and 200 only" in claim.says


def test_an_axis_without_limits_holds_for_every_member(limited: Register) -> None:
    assert state(limited, account="100", person="us-person", data="cui") == "in_force"


def test_an_exclusion_bars_only_whom_it_names_and_while_it_holds(
    limited: Register,
) -> None:
    assert state(limited, account="200") == "excluded"
    assert state(limited, account="200", on="2025-12-31") == "in_force"
    assert state(limited, account="200", service="object-storage") == "in_force"
    assert state(limited) == "in_force"


def test_an_exclusion_at_a_level_is_one_of_that_level(limited: Register) -> None:
    question = ask(limited, "fedramp", "maps", level="moderate")
    assert scope(limited, question, DAY).state != "in_force"


def test_a_part_is_known_from_the_day_it_was_recorded(limited: Register) -> None:
    early = {"account": "100", "on": "2025-12-01"}
    assert state(limited, **early, as_of="2025-05-31") == "not_claimed"
    assert state(limited, **early, as_of="2025-06-01") == "in_force"
    assert state(limited, account="200", as_of="2026-01-31") == "in_force"
    assert state(limited, account="200", as_of="2026-02-01") == "excluded"


def test_nothing_says_whom_it_reaches_instead(limited: Register) -> None:
    question = ask(limited, "fedramp", "queue", account="300")
    claim = scope(limited, question, DAY)

    assert "holds only for facility site-a and account 100 and 200" in claim.reason
