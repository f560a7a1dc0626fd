"""`assay agreement`: what customers have signed, and what that permits."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from rich.text import Text

from assay.cli.options import as_of, json_flag, on, workspace_root
from assay.cli.show import console, emit_json, label, table
from assay.errors import UnknownName
from assay.ids import near, resolve_name
from assay.register import Register
from assay.register.agreements import (
    KIND_TITLES,
    Agreement,
    Permission,
    Standing,
    account_named,
    spans,
    stands,
)
from assay.workspace import may_at, open_workspace, register_at, text_state

__all__ = ["command"]


@click.group("agreement", short_help="What customers have signed, and what it permits.")
def command() -> None:
    """See what customers have signed, and ask what that permits."""


@command.command("may")
@click.argument("account")
@click.option("--data", required=True, metavar="CLASS", help="A class of data: PHI.")
@click.option("--service", required=True, metavar="S", help="A service's id or name.")
@click.option("--region", required=True, metavar="R", help="A region's id or name.")
@on
@as_of
@workspace_root
@json_flag
def _may(
    *,
    account: str,
    data: str,
    service: str,
    region: str,
    on: date | None,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Ask whether data may go into a service and region, from an account.

    Each condition is answered with what it rests on and what would change it: the
    agreement that such data asks for is in force, the account is designated under it,
    the service is eligible, the region is allowed.

    Exit 0 if all are met, 1 if one is not or cannot be told.
    """
    workspace = open_workspace(root)
    found = may_at(
        workspace,
        account=account,
        data=data,
        service=service,
        region=region,
        on=workspace.day(on),
        as_of=as_of,
    )
    if as_json:
        emit_json(_permission(found))
    else:
        _tell(found)
    return 0 if found.allowed else 1


def _permission(found: Permission) -> dict[str, object]:
    return {
        "allowed": found.allowed is True,
        "account": found.account,
        "data": found.data,
        "service": found.service,
        "region": found.region,
        "on": found.on,
        "agreement": found.agreement,
        "conditions": [
            {
                "id": one.id,
                "met": one.met,
                "says": one.says,
                "source": one.source_text,
                "change": one.change,
            }
            for one in found.conditions
        ],
    }


_MET = {True: "met", False: "not_met", None: "unknown"}
_VERDICT = {True: "Yes", False: "No", None: "It cannot be told"}


def _tell(found: Permission) -> None:
    out = console()
    what = f"{found.data} in {found.service}, {found.region}, account {found.account}"
    out.print(Text(f"{_VERDICT[found.allowed]}: {what}, {found.on}", style="bold"))
    for one in found.conditions:
        out.print()
        out.print(Text.assemble(label(_MET[one.met]), f"  {one.says}"))
        for name, text in (("rests on", one.source_text), ("change", one.change)):
            if text:
                out.print(Text(f"  {name}: {text}", style="dim"))


@command.command("list")
@click.option("--customer", metavar="C", help="Of one customer, by id or name.")
@click.option("--account", metavar="A", help="Those that ever designate an account.")
@on
@as_of
@workspace_root
@json_flag
def _list(
    *,
    customer: str | None,
    account: str | None,
    on: date | None,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """List the agreements, and how each stands on a day."""
    workspace = open_workspace(root)
    day, register = workspace.day(on), register_at(workspace, as_of)
    found = [
        stands(register, one, day)
        for one in _chosen(register, customer or "", account or "")
    ]
    if as_json:
        emit_json({"on": day, "agreements": found})
    elif found:
        headings = ("agreement", "kind", "customer", "state", "from", "to", "accounts")
        console().print(table(headings, map(_row, found)))
    else:
        click.echo("No agreement.")
    return 0


def _row(one: Standing) -> tuple[Text | str, ...]:
    return (
        one.id,
        one.kind.replace("_", " "),
        one.customer,
        label(one.state),
        one.since.isoformat(),
        one.until.isoformat() if one.until else "",
        str(len(one.accounts)),
    )


def _chosen(register: Register, customer: str, account: str) -> Iterable[Agreement]:
    found: Iterable[Agreement] = register.agreements.values()
    if customer:
        wanted = _customer(register, customer)
        found = [one for one in found if one.customer == wanted]
    if account:
        known = account_named(register, account)
        found = [one for one in found if spans(register, one, known)]
    return sorted(found, key=lambda one: one.id)


def _customer(register: Register, name: str) -> str:
    known = [one for one in register.parties.values() if one.kind == "customer"]
    spellings = [(one.id, one.id) for one in known]
    spellings += [(one.name, one.id) for one in known]
    found = resolve_name(name, spellings)
    if found is None:
        close = near(name, [spelling for spelling, _ in spellings])
        raise UnknownName("customer", name, near=close)
    return found


@command.command("show")
@click.argument("identifier", metavar="ID")
@on
@as_of
@workspace_root
@json_flag
def _show(
    *,
    identifier: str,
    on: date | None,
    as_of: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """Show an agreement: text, parties, accounts, services and regions on a day.

    Persons that were screened are counted and never named.

    Exit 0 if it is in force, 1 if not, or if its text is not the one that was signed.
    """
    workspace = open_workspace(root)
    day, register = workspace.day(on), register_at(workspace, as_of)
    agreement = register.agreements.get(identifier)
    if agreement is None:
        close = near(identifier, register.agreements)
        raise UnknownName("agreement", identifier, near=close)
    found = stands(register, agreement, day)
    terms = register.terms.get(agreement.terms)
    text = text_state(workspace, terms) if terms is not None else "not_held"
    if as_json:
        emit_json({"on": day, "agreement": found, "terms": terms, "text": text})
    else:
        _draw(found, terms.title if terms is not None else "", text, day)
    held = text in ("as_recorded", "not_held")
    return 0 if found.state == "in_force" and held else 1


def _draw(found: Standing, title: str, text: str, day: date) -> None:
    out = console()
    kind = KIND_TITLES[found.kind]
    out.print(Text(f"{kind[:1].upper()}{kind[1:]} with {found.party}", style="bold"))
    out.print()
    rows: list[tuple[str, Text | str]] = [
        ("state", label(found.state)),
        ("program", found.program),
        ("text", f"{title or 'version ' + found.version} ({text.replace('_', ' ')})"),
        ("signed", found.signed.isoformat()),
        *(("by", f"{who}") for who in found.signatories),
        ("from", found.since.isoformat()),
        ("to", found.until.isoformat() if found.until else ""),
        ("accounts", ", ".join(found.accounts) or "none on this day"),
        ("services", _extent(found.services)),
        ("regions", _extent(found.regions)),
        ("data", ", ".join(found.data)),
        ("screening", found.screening),
        ("source", found.source_text),
        ("asked of", day.isoformat()),
    ]
    grid = table(("", ""), [row for row in rows if str(row[1])])
    grid.show_header = False
    out.print(grid)


def _extent(extent: str | tuple[str, ...]) -> str:
    return extent if isinstance(extent, str) else ", ".join(extent)
