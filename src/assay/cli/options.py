"""Options that many verbs share, spelt the same everywhere."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import click

__all__ = ["as_of", "json_flag", "on", "workspace_root"]

F = TypeVar("F", bound=Callable[..., Any])


class _Day(click.ParamType[date]):
    """A calendar day, ISO 8601."""

    name = "date"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it like 2026-11-24", param, ctx)


class _Moment(click.ParamType[datetime]):
    """A moment in UTC, ISO 8601; a day alone is its midnight."""

    name = "time"

    def convert(
        self,
        value: object,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a time; write 2026-11-24T06:00Z", param, ctx)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


DAY = _Day()
MOMENT = _Moment()


def midnight(day: date) -> datetime:
    """The first moment of a day, UTC."""
    return datetime.combine(day, time(), UTC)


def json_flag(command: F) -> F:
    """`--json`: the same answer for programs."""
    option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    return option(command)


def on(command: F) -> F:
    """`--on DATE`."""
    option = click.option(
        "--on",
        "on",
        type=DAY,
        metavar="DATE",
        help="The day that is asked about. Default: today, or the register's own day.",
    )
    return option(command)


def as_of(command: F) -> F:
    """`--as-of DATE`."""
    option = click.option(
        "--as-of",
        "as_of",
        type=DAY,
        metavar="DATE",
        help="Answer from what had been recorded by this day.",
    )
    return option(command)


def _choose(ctx: click.Context, _: click.Parameter, value: str | None) -> Path:
    outer = ctx.find_object(str)
    return Path(value or outer or ".")


def workspace_root(command: F) -> F:
    """`-C DIR`: which workspace; also accepted before the verb."""
    option = click.option(
        "-C",
        "root",
        metavar="DIR",
        callback=_choose,
        help="The workspace. Default: this folder.",
    )
    return option(command)
