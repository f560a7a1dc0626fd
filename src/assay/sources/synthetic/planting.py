"""The exceptions planted in the rows: each listed, so that a run can be held to it.

The rows are made clean first, and then these are changed. Most lie in four cells, so
that the others stay clean. The list of cryptographic modules of one government region
ends early, so that it is seen how a gap shows: what rests on that table is unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, TypeAlias

from assay.evidence import table_named
from assay.sources.synthetic.columns import Columns, row_name
from assay.sources.synthetic.estate import module_names
from assay.sources.synthetic.people import UNRECORDED, worker_name
from assay.sources.synthetic.world import Cell, World

__all__ = ["SEEN", "Planted", "gap_region", "plan", "plant"]

SEEN = 1
"""Modules that were listed before the region with the gap stopped answering."""

Patch: TypeAlias = tuple[str, str, Mapping[str, Any]]
"""A table, the key of its row, and what to put there; a `timedelta` is so long ago."""

_LEAVER = 9
_SCREENED = 3
"""Indexes of a person who has left, and of one screened for government regions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """One exception: which check must find it, in what, and why."""

    check: str
    subject: str
    verdict: Literal["not_met", "unknown"]
    why: str
    service: str = ""
    region: str = ""
    patches: tuple[Patch, ...] = field(default=(), repr=False)
    """The changes that make it."""


def plan(world: World) -> tuple[Planted, ...]:
    """Every exception of a world."""
    return (
        *_in_storage(_cell(world, 0, 2)),
        *_in_operations(_cell(world, 7, 0)),
        *_in_isolation(_cell(world, 5, 4)),
        *_in_government(world),
        *_among_people(),
        *_behind_the_gap(world),
    )


def plant(
    table: str, columns: Columns, exceptions: Iterable[Planted], now: int
) -> None:
    """Change the rows of a table as the exceptions say."""
    patches = [
        (key, values)
        for one in exceptions
        for patched, key, values in one.patches
        if patched == table
    ]
    if not patches:
        return
    keys = columns[table_named(table).key]
    rows = {key: row for row, key in enumerate(keys)}
    for key, values in patches:
        for column, value in values.items():
            columns[column][rows[key]] = _moment(value, now)


def _moment(value: object, now: int) -> object:
    if isinstance(value, timedelta):
        return now - round(value.total_seconds()) * 1_000_000
    return value


def gap_region(world: World) -> str:
    """The region whose modules are listed in part; "" where no region is apart."""
    return world.government[-1] if world.government else ""


def _cell(world: World, service: int, region: int) -> Cell:
    """A commercial cell by its place among services and regions, where it exists."""
    commercial = [name for name in world.regions if name not in world.government]
    return _near(world, service, commercial or [*world.regions], region)


def _near(world: World, service: int, regions: list[str], region: int) -> Cell:
    wanted = (
        world.services[service % len(world.services)],
        regions[region % len(regions)],
    )
    if wanted in world.cells:
        return wanted
    near = [cell for cell in world.cells if cell[1] in regions] or [*world.cells]
    return near[service % len(near)]


def _one(
    check: str,
    cell: Cell,
    table: str,
    index: int,
    values: Mapping[str, Any],
    *,
    why: str,
    verdict: Literal["not_met", "unknown"] = "not_met",
) -> Planted:
    """An exception that is one change of one row, which is its subject too."""
    subject = row_name(table.replace("_", "-"), cell, index)
    return Planted(
        check=check,
        subject=subject,
        verdict=verdict,
        why=why,
        service=cell[0],
        region=cell[1],
        patches=((table, subject, values),),
    )


def _in_storage(cell: Cell) -> tuple[Planted, ...]:
    return (
        _one(
            "buckets-encrypted",
            cell,
            "storage_bucket",
            0,
            {"encryption": "none"},
            why="a bucket was created before encryption was required",
        ),
        _one(
            "buckets-not-public",
            cell,
            "storage_bucket",
            1,
            {"public": True},
            why="a bucket was opened for a demonstration and never closed",
        ),
        _one(
            "scanner-findings-corrected",
            cell,
            "scan_result",
            0,
            {"outcome": "fail", "detail": "the bucket can be read by anyone"},
            why="the scanner saw the open bucket, and nobody acted on it",
        ),
        _one(
            "keys-rotated",
            cell,
            "encryption",
            0,
            {"key_rotated_at": timedelta(days=431)},
            why="a key was imported by hand and is not rotated by itself",
        ),
        _one(
            "closed-tenants-removed",
            cell,
            "resource",
            1,
            {"kind": "tenant-store", "tags": ["tenant=closed"]},
            why="the store of a customer who left was not removed",
        ),
    )


def _in_operations(cell: Cell) -> tuple[Planted, ...]:
    return (
        _leaver(cell),
        _self_approved_grant(cell),
        _change(
            cell,
            0,
            {"author": worker_name(1), "approved_by": worker_name(1)},
            why="an engineer approved their own change",
        ),
        _change(
            cell,
            1,
            {"approved_at": timedelta(days=7, hours=20)},
            why="a change was deployed first and approved afterwards",
        ),
        _one(
            "restores-tested",
            cell,
            "restore_test",
            1,
            {"tested_at": None, "succeeded": None, "minutes": None},
            why="last quarter's restore test was not done",
        ),
        _one(
            "backups-succeed",
            cell,
            "backup_run",
            0,
            {"succeeded": None, "checksum_ok": None},
            why="last night's backup ended, and its outcome was not reported",
            verdict="unknown",
        ),
    )


def _change(cell: Cell, index: int, values: Mapping[str, Any], *, why: str) -> Planted:
    sound = {
        "kind": "normal",
        "author": worker_name(1),
        "approved_by": worker_name(2),
        "approved_at": timedelta(days=8, hours=3),
        "tested_at": timedelta(days=8, hours=1),
        "deployed_at": timedelta(days=8),
    }
    check = "changes-approved-by-another"
    return _one(check, cell, "change", index, {**sound, **values}, why=why)


def _leaver(cell: Cell) -> Planted:
    name = worker_name(_LEAVER)
    account = f"console/{name}"
    left = timedelta(days=12)
    late = {
        "service": cell[0],
        "region": cell[1],
        "disabled_at": left - timedelta(hours=75),
        "last_used_at": left + timedelta(days=2),
    }
    prompt = {
        "disabled_at": left - timedelta(hours=2),
        "last_used_at": left + timedelta(days=1),
    }
    return Planted(
        check="leaver-access-removed",
        subject=account,
        verdict="not_met",
        why="a console account outlived its person by three days",
        service=cell[0],
        region=cell[1],
        patches=(
            ("worker", name, {"left_at": left}),
            ("account", f"directory/{name}", prompt),
            ("account", account, late),
        ),
    )


def _self_approved_grant(cell: Cell) -> Planted:
    values = {
        "account_id": f"directory/{worker_name(_SCREENED)}",
        "requested_by": worker_name(2),
        "approved_by": worker_name(_SCREENED),
    }
    why = (
        "an administrator approved access that a colleague had asked for on their part"
    )
    return _one("grants-approved", cell, "access_grant", 0, values, why=why)


def _in_isolation(cell: Cell) -> tuple[Planted, ...]:
    acknowledged = {
        "severity": "critical",
        "detected_at": timedelta(days=20),
        "recorded_at": timedelta(days=20),
        "acknowledged_at": timedelta(days=19, hours=20),
        "resolved_at": timedelta(days=19, hours=8),
        "customers_affected": False,
        "notified_at": None,
    }
    return (
        _one(
            "incidents-acknowledged",
            cell,
            "incident",
            0,
            acknowledged,
            why="nobody took on a critical incident for four hours",
        ),
        _one(
            "tenant-boundaries-tested",
            cell,
            "tenant_isolation",
            4,
            {"crossed": None},
            why="a boundary was attacked, and the result was not written down",
            verdict="unknown",
        ),
    )


def _government_cell(world: World) -> Cell | None:
    """The cell of a government region in which exceptions are planted, if any."""
    found = _near(world, 4, [*world.government], 0) if world.government else None
    return found if found and found[1] in world.government else None


def _in_government(world: World) -> tuple[Planted, ...]:
    cell = _government_cell(world)
    if cell is None:
        return ()
    name = worker_name(UNRECORDED)
    held = {"account_id": f"directory/{name}", "requested_by": name}
    held["approved_by"] = worker_name(1)
    grant = _one(
        "government-grants-to-us-persons",
        cell,
        "access_grant",
        1,
        held,
        why="it was not recorded whether a person is a US person",
        verdict="unknown",
    )
    status: Patch = ("worker", name, {"us_person": None})
    return (
        Planted(
            check=grant.check,
            subject=grant.subject,
            verdict=grant.verdict,
            why=grant.why,
            service=grant.service,
            region=grant.region,
            patches=(*grant.patches, status),
        ),
        _one(
            "government-endpoints-validated",
            cell,
            "endpoint",
            0,
            {"fips_module": None},
            why="an endpoint was opened without a validated module",
        ),
        _one(
            "vulnerabilities-fixed-in-time",
            cell,
            "vulnerability",
            0,
            {
                "severity": "critical",
                "found_at": timedelta(days=23),
                "fixed_at": None,
                "accepted_by": None,
            },
            why="a critical vulnerability has been open for 23 days",
        ),
    )


def _among_people() -> tuple[Planted, ...]:
    record = f"{worker_name(1)}/acceptable-use"
    values = {
        "required_at": timedelta(days=100),
        "acknowledged_at": timedelta(days=55),
    }
    return (
        Planted(
            check="policies-acknowledged",
            subject=record,
            verdict="not_met",
            why="a policy was acknowledged two weeks late, which is tolerated",
            patches=(("acknowledgement", record, values),),
        ),
    )


def _behind_the_gap(world: World) -> tuple[Planted, ...]:
    """Modules that were seen there, and the endpoints there that rest on modules.

    A list that ended early supports no pass in the region that it was to reach.
    """
    region = gap_region(world)
    if not region:
        return ()
    why = "the list of modules of the region ended early"
    modules = tuple(
        Planted(
            check="crypto-modules-active",
            subject=name,
            verdict="unknown",
            why=why,
            region=region,
        )
        for name in module_names(region)[:SEEN]
    )
    endpoints = tuple(
        Planted(
            check="government-endpoints-validated",
            subject=row_name("endpoint", cell, index),
            verdict="unknown",
            why=why,
            service=cell[0],
            region=region,
        )
        for cell in world.cells
        if cell[1] == region
        for index in range(int(cell == _government_cell(world)), world.each(2.0))
    )
    return (*modules, *endpoints)
