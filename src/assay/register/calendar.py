"""Calendar months, as the rules of programs count them."""

from calendar import monthrange
from datetime import MAXYEAR, date

__all__ = ["add_months", "earliest", "latest", "months_between"]

_YEAR = 12


def add_months(on: date, months: int) -> date:
    """The same day so many months later; the month's last day where it is shorter.

    Beyond the last year a date can have, the last date there is.
    """
    year, month = divmod(on.year * _YEAR + on.month - 1 + months, _YEAR)
    if year > MAXYEAR:
        return date.max
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def months_between(start: date, end: date) -> int:
    """How many whole months lie between two days."""
    months = (end.year - start.year) * _YEAR + end.month - start.month
    return months if add_months(start, max(months, 0)) <= end else months - 1


def earliest(*days: date | None) -> date | None:
    """The first of the days that are known."""
    return min((on for on in days if on is not None), default=None)


def latest(*days: date | None) -> date | None:
    """The last of the days that are known."""
    return max((on for on in days if on is not None), default=None)
