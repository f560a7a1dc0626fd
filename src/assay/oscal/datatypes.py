r"""What a value of each Metaschema data type may look like.

The patterns are those of the Metaschema data types, stated by hand where Python's
regular expressions have no `\p{L}`.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Final

__all__ = ["DATATYPES", "Judge"]

Judge = Callable[[object], bool]

_UUID: Final = re.compile(
    r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[45][0-9A-Fa-f]{3}"
    r"-[89ABab][0-9A-Fa-f]{3}-[0-9A-Fa-f]{12}"
)
_TOKEN: Final = re.compile(r"[^\W\d][\w.\-]*")
_URI: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+\-.]+:.+")
_EMAIL: Final = re.compile(r".+@.+")
_BASE64: Final = re.compile(r"[0-9A-Za-z+/]+={0,2}")
_ZONE: Final = (
    r"(?:Z|-(?:(?:0[0-9]|1[0-2]):00|0[39]:30)"
    r"|\+(?:(?:0[0-9]|1[0-4]):00|(?:0[34569]|10):30|(?:0[58]|12):45))"
)
_DATE: Final = re.compile(rf"((?:19|2[0-9])[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}){_ZONE}?")
_DATE_TIME: Final = re.compile(
    r"((?:19|2[0-9])[0-9]{2}-[0-9]{2}-[0-9]{2})"
    rf"T(?:2[0-3]|[01][0-9]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?{_ZONE}"
)
_DATE_ZONED: Final = re.compile(
    rf"((?:19|2[0-9])[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}){_ZONE}"
)
_DATE_TIME_FREE: Final = re.compile(rf"{_DATE_TIME.pattern}?")
_DAYS: Final = re.compile(
    r"-?P(?=[0-9T])(?:[0-9]+D)?"
    r"(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?"
)
_MONTHS: Final = re.compile(r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?")
_HOST_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)")


def _text(pattern: re.Pattern[str]) -> Judge:
    def judge(value: object) -> bool:
        return isinstance(value, str) and pattern.fullmatch(value) is not None

    return judge


def _day(pattern: re.Pattern[str]) -> Judge:
    def judge(value: object) -> bool:
        found = pattern.fullmatch(value) if isinstance(value, str) else None
        return found is not None and _exists(found[1])

    return judge


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _token(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if value.isascii():  # the same as the pattern says, at a third of the time
        return value.replace("-", "0").replace(".", "0").isidentifier()
    starts = value[0] == "_" or value[0].isalpha()
    return starts and _TOKEN.fullmatch(value) is not None


def _string(value: object) -> bool:
    r"""`\S(.*\S)?`: one line that neither starts nor ends with a space."""
    if not isinstance(value, str) or not value or "\n" in value:
        return False
    return len(value.strip()) == len(value)


def _line(value: object) -> bool:
    return isinstance(value, str) and bool(value) and "\n" not in value


def _address(kind: type[IPv4Address] | type[IPv6Address]) -> Judge:
    def judge(value: object) -> bool:
        if not isinstance(value, str):
            return False
        try:
            kind(value)
        except ValueError:
            return False
        return "%" not in value

    return judge


def _host(value: object) -> bool:
    """A host name (RFC 1123, 2.1), or an internationalised one (RFC 5890)."""
    if not isinstance(value, str):
        return False
    try:
        name = value.encode("idna").decode().removesuffix(".")
    except UnicodeError:
        return False
    return all(_HOST_LABEL.fullmatch(label) for label in name.split("."))


def _any_text(value: object) -> bool:
    return isinstance(value, str)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _integer(least: float) -> Judge:
    def judge(value: object) -> bool:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and isinstance(value, int) and value >= least

    return judge


DATATYPES: Final[Mapping[str, Judge]] = MappingProxyType(
    {
        "base64": _text(_BASE64),
        "boolean": _truth,
        "date": _day(_DATE),
        "date-time": _day(_DATE_TIME_FREE),
        "date-time-with-timezone": _day(_DATE_TIME),
        "date-with-timezone": _day(_DATE_ZONED),
        "day-time-duration": _text(_DAYS),
        "decimal": _number,
        "email-address": _text(_EMAIL),
        "hostname": _host,
        "integer": _integer(float("-inf")),
        "ip-v4-address": _address(IPv4Address),
        "ip-v6-address": _address(IPv6Address),
        "markup-line": _line,
        "markup-multiline": _any_text,
        "non-negative-integer": _integer(0),
        "positive-integer": _integer(1),
        "string": _string,
        "token": _token,
        "uri": _text(_URI),
        "uri-reference": _any_text,
        "uuid": _text(_UUID),
        "year-month-duration": _text(_MONTHS),
    }
)
"""A judge for each data type."""
