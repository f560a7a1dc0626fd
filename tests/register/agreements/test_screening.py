"""Whoever reaches unencrypted criminal justice information is screened."""

from collections.abc import Callable
from datetime import date

import pytest

from assay.register import Register
from assay.register.agreements import Permission, may, stands

Make = Callable[..., Register]
TODAY = date(2026, 1, 15)


def asked(register: Register, **changed: object) -> Permission:
    question: dict[str, object] = {
        "account": "100",
        "data": "PHI",
        "service": "object-storage",
        "region": "eu-west-1",
        "on": TODAY,
    }
    return may(register, **(question | changed))  # type: ignore[arg-type]


def met(permission: Permission) -> dict[str, bool | None]:
    return {one.id: one.met for one in permission.conditions}


SCREENED = """
    kind = "cjis_addendum"
    program = "cjis"
    customer = "clinics"
    version = "form"
    signed = 2025-02-01
    accounts = ["100"]
    source = { document = "binder" }
    [[screened]]
    person = "p-1"
    kind = "fingerprint"
    authority = "agency"
    cleared = 2025-01-10
    certified = 2025-02-01
    unencrypted = true
"""


@pytest.mark.parametrize(
    ("change", "met_is"),
    [
        (("", ""), True),
        (("certified = 2025-02-01\n", ""), False),
        (('"fingerprint"', '"name_based"'), False),
        (("unencrypted = true", "unencrypted = true\nuntil = 2026-01-14"), False),
        (("unencrypted = true", "unencrypted = true\nwithdrawn = 2026-01-15"), False),
        (("unencrypted = true", "unencrypted = true\nleft = 2026-01-14"), None),
        (("unencrypted = true", ""), None),
        (('["100"]', '["100"]\nsealed = true'), "fault"),
        (("unencrypted = true", "unencrypted = true\nuntil = 2026-01-15"), True),
    ],
)
def test_those_who_reach_unencrypted_information_are_screened(
    make: Make, faults: Callable[..., object], change: tuple[str, str], met_is: object
) -> None:
    files = {"agreements/cjis": SCREENED.replace(*change)}
    if met_is == "fault":
        assert faults(files)
        return
    found = asked(make(files), data="CJI")

    assert met(found)["screening"] is met_is
    assert not any("p-1" in one.says for one in found.conditions)


@pytest.mark.parametrize("line", ["cleared = 2026-01-15", "certified = 2026-01-15"])
def test_screening_counts_from_its_day(make: Make, line: str) -> None:
    key = line.split(" = ", maxsplit=1)[0]
    was = "2025-01-10" if key == "cleared" else "2025-02-01\n    unencrypted"
    now = "2026-01-15" if key == "cleared" else "2026-01-15\n    unencrypted"
    register = make({"agreements/cjis": SCREENED.replace(was, now)})

    assert asked(register, data="CJI").allowed is True
    assert asked(register, data="CJI", on=date(2026, 1, 14)).allowed is not True


def test_an_end_of_access_counts_after_its_day(make: Make) -> None:
    files = {"agreements/cjis": SCREENED.replace("= true", "= true\nleft = 2026-01-15")}

    assert met(asked(make(files), data="CJI"))["screening"] is True


def test_persons_are_counted(make: Make) -> None:
    second = """
    [[screened]]
    person = "p-2"
    kind = "name_based"
    authority = "agency"
    cleared = 2025-01-10
    certified = 2025-02-01
    unencrypted = true
"""
    one = asked(make({"agreements/cjis": SCREENED}), data="CJI").conditions[4]
    two = asked(make({"agreements/cjis": SCREENED + second}), data="CJI").conditions[4]
    both = (SCREENED + second).replace("name_based", "fingerprint")
    all_ = asked(make({"agreements/cjis": both}), data="CJI").conditions[4]

    assert one.says.startswith("The one person who can reach")
    assert two.says.startswith("1 of 2 persons who can reach")
    assert all_.says.startswith("All 2 persons who can reach")


def test_nobody_to_screen_is_screened_enough(make: Make) -> None:
    head = SCREENED.split("[[screened]]", maxsplit=1)[0]
    found = asked(make({"agreements/cjis": f"{head}\n    sealed = true"}), data="CJI")

    assert found.allowed is True
    assert "nobody of the provider" in found.conditions[4].says.lower()


def test_a_renewed_record_takes_the_place_of_the_earlier(make: Make) -> None:
    renewed = (
        SCREENED.replace("true", "true\n    until = 2025-12-31")
        + """
    [[screened]]
    person = "p-1"
    kind = "fingerprint"
    authority = "agency"
    cleared = 2026-01-01
    certified = 2026-01-01
    unencrypted = true
"""
    )
    assert asked(make({"agreements/cjis": renewed}), data="CJI").allowed is True


def test_a_shown_agreement_names_no_person(make: Make) -> None:
    register = make({"agreements/cjis": SCREENED})
    shown = stands(register, register.agreements["cjis"], TODAY)

    assert "p-1" not in repr(shown)
    assert shown.screening == "1 of 1 persons screened"


def test_a_later_record_for_less_takes_no_access_away(make: Make) -> None:
    """Access ends on the day that says so, not by a record that leaves it out."""
    less = (
        SCREENED.replace("true", "true\n    until = 2025-12-31")
        + """
    [[screened]]
    person = "p-1"
    kind = "name_based"
    authority = "agency"
    cleared = 2026-01-01
"""
    )
    assert met(asked(make({"agreements/cjis": less}), data="CJI"))["screening"] is False


@pytest.mark.parametrize(
    ("change", "as_of", "wanted"),
    [
        (("", ""), date(2025, 2, 1), True),
        (("cleared = 2025-01-10", "cleared = 2025-02-02"), date(2025, 2, 1), None),
        (("= 2025-02-01\n    un", "= 2025-02-02\n    un"), date(2025, 2, 1), False),
        (("= true", "= true\nwithdrawn = 2025-06-01"), date(2025, 5, 31), True),
        (("= true", "= true\nwithdrawn = 2025-06-01"), date(2025, 6, 1), False),
    ],
)
def test_screening_is_known_from_the_day_it_happened(
    make: Make, change: tuple[str, str], as_of: date, *, wanted: bool | None
) -> None:
    register = make({"agreements/cjis": SCREENED.replace(*change)})

    found = asked(register, data="CJI", as_of=as_of)
    assert met(found)["screening"] is wanted
