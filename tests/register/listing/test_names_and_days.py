"""A name means one thing, or is asked about; so does a day."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.register import Register, read_register
from assay.register.listing import Names
from assay.register.listing.dates import Ambiguous, read_day


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("s3", ("s3",)),
        ("S3", ("s3",)),
        ("Amazon S3", ("s3",)),
        ("Amazon Web Services S3", ("s3",)),
        ("Amazon Simple Storage Service (S3)", ("s3",)),
        ("Amazon Simple Storage Service (Amazon S3)*", ("s3",)),
        ("S3 (Amazon Simple Storage Service)", ("s3",)),
        ("Simple Storage Service [2]", ("s3",)),
        ("AWS EC2†", ("ec2",)),
        ("message queue", ("queue",)),
        ("Message Queue (preview)", ("queue",)),
        ("Amazon DocumentDB (with MongoDB compatibility)", ("docdb",)),
        ("Amazon Relational Database Service (RDS)", ("rds",)),
        ("Simple Storage", ()),
        ("S4", ()),
        ("", ()),
        ("*", ()),
    ],
)
def test_a_name_means_a_service_only_where_it_is_plain(
    register: Register, name: str, found: tuple[str, ...]
) -> None:
    assert Names(register).service(name) == found


def test_what_stands_before_brackets_and_in_them_has_to_agree() -> None:
    services = "".join(
        f'[[service]]\nid = "{one.lower()}"\ntitle = "Amazon Mail ({one})"\n'
        'category = "c"\n'
        for one in ("SES", "SESv2")
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": services.encode(),
    }
    names = Names(read_register(files, {}))

    assert names.service("Mail") == ("ses", "sesv2")
    assert names.service("Mail (Amazon SES)") == ("ses",)
    assert names.service("Mail (Classic)") == ("ses", "sesv2")


def test_a_name_that_two_services_go_by_means_neither(register: Register) -> None:
    assert Names(register).service("Amazon S3 (EC2)") == ("ec2", "s3")


@pytest.mark.parametrize(
    "name", ["Elastic Block Store (EC2)", "AWS Backup (S3)", "Service (S3)"]
)
def test_what_stands_in_brackets_is_a_name_only_if_it_abbreviates(
    register: Register, name: str
) -> None:
    names = Names(register)

    assert names.service(name) == ()
    assert names.near("service", name)[0] in ("ec2", "s3")


@pytest.mark.parametrize("name", ["Simple Store Services (S3)", "Queue Master (QM)"])
def test_letters_of_other_words_are_no_abbreviation(
    register: Register, name: str
) -> None:
    found = Names(register).service(name)

    assert found == (("s3",) if "S3" in name else ())


def test_what_was_not_read_in_a_name_is_told(register: Register) -> None:
    names = Names(register)

    assert names.unread("Message Queue (preview)") == ("preview",)
    assert names.unread("Amazon Simple Storage Service (S3)") == ()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("us-east-1", ("us-east-1",)),
        ("US East (N. Virginia)", ("us-east-1",)),
        ("N. Virginia", ("us-east-1",)),
        ("AWS GovCloud (US-East)", ("gov-east",)),
        ("AWS GovCloud", ("gov-east", "gov-west")),
        ("all", ("all",)),
        ("All AWS Regions", ("all",)),
        ("*", ("all",)),
        ("Global", ()),
        ("EU (Ireland)", ()),
        ("Wavelength (Ireland)", ()),
    ],
)
def test_a_name_means_a_region_only_where_it_is_plain(
    register: Register, name: str, found: tuple[str, ...]
) -> None:
    assert Names(register).region(name) == found


def test_what_is_near_is_told_as_an_id(register: Register) -> None:
    names = Names(register)

    assert names.near("service", "Amazon Simple Storage Servce") == ("s3",)
    assert names.near("region", "Global") == ("all",)
    assert names.near("region", "EU (Ireland)")[0] == "eu-west-1"


@given(st.text(max_size=20))
def test_any_text_is_a_name_of_something_known_or_of_nothing(text: str) -> None:
    files = {
        "register/provider.toml": 'id = "p"\nname = "日本 Cloud"\n'.encode(),
        "register/services.toml": (
            '[[service]]\nid = "a"\ntitle = "オブジェクト"\ncategory = "c"\n'
        ).encode(),
        "register/regions.toml": b'[[region]]\nid = "r"\ntitle = "R"\ncountry = "US"\n',
    }
    names = Names(read_register(files, {}))

    assert names.service(text) in ((), ("a",))
    assert names.region(text) in ((), ("r",), ("all",))
    assert set(names.near("service", text)) <= {"a"}


def test_names_of_other_scripts_are_not_all_alike() -> None:
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": (
            '[[service]]\nid = "a"\ntitle = "オブジェクト"\ncategory = "c"\n'
        ).encode(),
    }
    names = Names(read_register(files, {}))

    assert names.service("オブジェクト") == ("a",)
    assert names.service("キュー") == ()


def test_empty_brackets_name_nothing() -> None:
    services = '[[service]]\nid = "a"\ntitle = "(Beta)"\ncategory = "c"\n'
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": services.encode(),
    }

    assert Names(read_register(files, {})).service("()") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026/3/1", date(2026, 3, 1)),
        ("2026-03-01T00:00:00", date(2026, 3, 1)),
        ("1 March 2026", date(2026, 3, 1)),
        ("1st Mar 2026", date(2026, 3, 1)),
        ("1\u00a0March\n2026", date(2026, 3, 1)),
        ("March 1, 2026", date(2026, 3, 1)),
        ("13/02/2026", date(2026, 2, 13)),
        ("02/13/2026", date(2026, 2, 13)),
        ("3/3/2026", date(2026, 3, 3)),
        ("", None),
        ("n/a", None),
        ("-", None),
    ],
)
def test_days_are_read_as_they_are_written(text: str, found: date | None) -> None:
    assert read_day(text) == found


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3/4/2026", (date(2026, 4, 3), date(2026, 3, 4))),
        ("1-Mar-26", (date(2026, 3, 1),)),
        ("February 2028", (date(2028, 2, 1), date(2028, 2, 29))),
    ],
)
def test_a_text_that_leaves_the_day_open_is_none(
    text: str, days: tuple[date, ...]
) -> None:
    with pytest.raises(Ambiguous) as caught:
        read_day(text)

    assert caught.value.days == days


@pytest.mark.parametrize(
    "text",
    [
        *("soon", "2026-13-01", "31/02/2026", "Ma 1, 2026x", "TBD", "2026-03-01 (GA)"),
        *("2026-03-01 or later", "31-Feb-26", "Foo 2026", "March 0000"),
    ],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)) as caught:
        read_day(text)

    assert not isinstance(caught.value, Ambiguous)


@given(st.text("0123456789-/. MarchT:Z", max_size=16))
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        found = read_day(text)
    except ValueError:
        return
    assert found is None or isinstance(found, date)
