"""`assay crosswalk carry` and `check`: what follows, and what is wrong."""

import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from assay.catalog import Relation, family_of, printed
from assay.catalog.crosswalks import (
    Carried,
    Checked,
    Conclusion,
    Lying,
    Reuse,
    Step,
)
from assay.catalog.crosswalks import relate as relate_rows
from assay.catalog.crosswalks.graph import Placed
from assay.cli.options import json_flag, on, workspace_root
from assay.cli.show import emit_json
from assay.workspace import held_library
from assay.workspace.crosswalks import (
    Basis,
    CarriedOver,
    carry_over,
    check_crosswalks,
)

__all__ = ["carry", "check", "relate"]

_STATES = ("met", "not_met", "unknown")
_WIDTH = 100
"""Columns where the output is not a terminal."""
_MOST = 20
"""How many flaws are told where nobody asked for JSON."""
_SHOWN = 3
"""How many requirements a line of evidence names before it counts."""
_DISPUTED = (
    "{} of reviewed rows cannot hold together, and conclude nothing; "
    "`assay crosswalk check` names them."
)
_RELATIONS: dict[Relation, str] = {
    "equal": "equals",
    "subset": "lies within",
    "superset": "contains",
    "intersects": "overlaps",
    "disjoint": "is apart from",
}


@click.command("carry")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option(
    "--verdicts",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Verdicts on FROM, in JSON or as a table with requirement and verdict.",
)
@click.option("--suppose-met", is_flag=True, help="Suppose that all of FROM is met.")
@click.option("--service", default="", metavar="S", help="Standing of this service.")
@click.option("--region", default="", metavar="R", help="Standing in this region.")
@click.option(
    "--same-ids",
    is_flag=True,
    help="Suppose that an id which two editions keep asks the same in both.",
)
@click.option(
    "--only",
    type=click.Choice(_STATES),
    help="Show only requirements of this state; they are all counted.",
)
@on
@workspace_root
@json_flag
def carry(
    *,
    source: str,
    target: str,
    file: Path | None,
    suppose_met: bool,
    service: str,
    region: str,
    same_ids: bool,
    only: str | None,
    on: date | None,
    root: Path,
    as_json: bool,
) -> int:
    """What follows for TO from the verdicts on FROM, and by which rows.

    FROM and TO are catalogs or baselines. Verdicts are those of the workspace's
    standing unless a file states them. Only reviewed rows conclude, over as many
    crosswalks as it takes; where nothing follows, the gap is told, and whose evidence
    may be used again. Unknown is no verdict: it says that nothing here carries it.

    Exit 0 if all of TO is met, 1 otherwise.
    """
    if file is not None and suppose_met:
        raise click.UsageError("State verdicts with --verdicts or --suppose-met.")
    if (file is not None or suppose_met) and (service or region or on is not None):
        raise click.UsageError("--service, --region and --on are of the standing.")
    basis = Basis(kind="standing", service=service, region=region, on=on)
    if file is not None:
        basis = Basis(kind="file", file=str(file))
    elif suppose_met:
        basis = Basis(kind="supposed")
    found = carry_over(root, source, target, basis, same_ids=same_ids)
    carried = found.carried
    shown = [one for one in carried.conclusions if only in (None, one.state)]
    if as_json:
        emit_json(
            {
                "source": source,
                "target": target,
                "basis": found.basis,
                "counts": carried.counts,
                "conflicts": carried.conflicts,
                "contradictions": carried.contradictions,
                "conclusions": shown,
            }
        )
    else:
        _tell(_said(found, shown))
    return int(carried.counts["met"] != len(carried.conclusions))


def _tell(lines: Iterable[str]) -> None:
    """Print lines, folded where words end; what is folded stands further in."""
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH
    for line in lines:
        margin = " " * (len(line) - len(line.lstrip(" ")) + 4)
        folded = textwrap.wrap(
            line, width, subsequent_indent=margin, break_on_hyphens=False
        )
        click.echo("\n".join(folded))


def _said(found: CarriedOver, shown: list[Conclusion]) -> Iterator[str]:
    carried = found.carried
    counts = carried.counts
    told = ", ".join(f"{counts[s]} {s.replace('_', ' ')}" for s in _STATES)
    many = len(carried.conclusions)
    yield f"{carried.source} to {carried.target}: of {many}, {told}."
    yield _from(found.basis, carried.source)
    supposed = sum(bool(one.assumes) for one in carried.conclusions)
    if supposed:
        assumed = {what for one in carried.conclusions for what in one.assumes}
        yield f"{supposed} of these suppose that {'; '.join(sorted(assumed))}."
    if carried.could_suppose:
        yield (
            "No crosswalk relates the editions that these sets are of to those the "
            "rows speak of; --same-ids supposes that ids kept in both ask the same."
        )
    if carried.contradictions:
        yield _DISPUTED.format(_groups(len(carried.contradictions)))
    for conflict in carried.conflicts:
        yield f"{conflict} is stated not met, while rows and verdicts make it met."
    if shown:
        yield ""
    for one in shown:
        yield from _conclusion(carried, one)


def _groups(count: int) -> str:
    return "1 group" if count == 1 else f"{count} groups"


def _from(basis: Basis, source: str) -> str:
    if basis.kind == "supposed":
        return f"Supposing that all of {source} is met."
    if basis.kind == "file":
        return f"By the verdicts in {Path(basis.file).name}."
    where = " in ".join(part for part in (basis.service, basis.region) if part)
    run = f"run {basis.run}" if basis.run else "no run was made"
    return f"By the standing of {where or 'the whole provider'} on {basis.on} ({run})."


def _conclusion(carried: Carried, one: Conclusion) -> Iterator[str]:
    family = family_of(carried.target)
    state = one.state.replace("_", " ")
    yield f"{printed(one.requirement, family)}  {state}: {one.why}"
    yield from (f"    {_step(step)}" for step in one.path)
    for reuse in one.evidence[:_SHOWN]:
        yield f"    evidence of {_reuse(carried, reuse)}"
    more = len(one.evidence) - _SHOWN
    if more > 0:
        yield f"    and evidence of {more} more"


def _reuse(carried: Carried, reuse: Reuse) -> str:
    how = {
        "within": "lies within it",
        "contains": "contains it",
        "overlaps": "overlaps it",
        "one_of": "is one of several that overlap it together",
    }[reuse.how]
    name = printed(reuse.requirement, family_of(carried.source))
    return f"{name} ({reuse.verdict.replace('_', ' ')}): {how}"


def _step(step: Step) -> str:
    said = _relation(step.source, step.relation, step.targets, either=step.either)
    if step.assumed:
        return f"{said} (supposed)"
    by = " ".join(
        part
        for part in (
            step.by,
            f"reviewed by {step.reviewer}" if step.reviewer else "",
            step.on.isoformat() if step.on else "",
        )
        if part
    )
    return f"{said} ({step.crosswalk}, {by})"


def _relation(
    source: str, relation: Relation, targets: tuple[str, ...], *, either: bool
) -> str:
    """A row in words; its targets are all of one catalog, which is named once."""
    catalog = targets[0].partition("/")[0]
    names = [_name(one).removeprefix(f"{catalog} ") for one in targets]
    last = " or " if either else " and "
    listed = last.join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"{_name(source)} {_RELATIONS[relation]} {catalog} {listed}"


def _name(text: str) -> str:
    catalog, _, requirement = text.partition("/")
    return f"{catalog} {printed(requirement, family_of(catalog))}"


@click.command("relate")
@click.argument("one", metavar="CATALOG/REQUIREMENT")
@click.argument("other", metavar="CATALOG/REQUIREMENT")
@workspace_root
@json_flag
def relate(*, one: str, other: str, root: Path, as_json: bool) -> int:
    """How one requirement lies to another, by all reviewed rows together.

    Told are the relations that the rows leave open, composed along every path between
    the two. Exit 0 if one is left, 1 if several are: then it is not known.
    """
    ends = [_parted(text) for text in (one, other)]
    found = relate_rows(held_library(root), ends[0], ends[1])
    if as_json:
        emit_json(found)
    else:
        _tell(_lying(found))
    return int(len(found.possible) != 1)


def _parted(text: str) -> tuple[str, str]:
    catalog, slash, requirement = text.partition("/")
    if not slash or not requirement:
        raise click.UsageError(f"{text!r} is not written like nist-800-53-r4/AC-2.")
    return catalog, requirement


def _lying(found: Lying) -> Iterator[str]:
    source, target = (_name("/".join(end)) for end in (found.source, found.target))
    words = [_RELATIONS[one] for one in found.possible]
    if len(words) == len(_RELATIONS):
        yield f"Nothing reviewed tells how {source} lies to {target}."
    elif len(words) == 1:
        yield f"{source} {words[0]} {target}."
    else:
        yield f"{source} {', '.join(words[:-1])} or {words[-1]} {target}."
    if found.contradictions:
        yield _DISPUTED.format(_groups(len(found.contradictions)))


@click.command("check")
@click.argument("names", metavar="[ID...]", nargs=-1)
@click.option("--reviewed", is_flag=True, help="Leave proposed rows out.")
@workspace_root
@json_flag
def check(*, names: tuple[str, ...], reviewed: bool, root: Path, as_json: bool) -> int:
    """Find rows that cannot hold together, and ends that are none.

    Contradictions are told as the fewest rows that no sets satisfy; a cycle is one that
    makes a requirement a proper part of itself. Ends that are not held, are withdrawn
    or are headings are told, and rows that say the same again.

    Exit 0 if nothing is wrong, 1 otherwise.
    """
    found = check_crosswalks(root, names, proposed=not reviewed)
    if as_json:
        emit_json(
            {
                "sound": found.sound,
                "crosswalks": found.crosswalks,
                "rows": found.rows,
                "flaws": found.flaws,
                "contradictions": found.contradictions,
                "more": found.more,
                "undecided": found.undecided,
            }
        )
    else:
        _tell(_told(found))
    return int(not found.sound)


def _told(found: Checked) -> Iterator[str]:
    for flaw in found.flaws[:_MOST]:
        where = f"row {flaw.row}: " if flaw.row else ""
        yield f"{flaw.crosswalk}: {where}{flaw.message}."
        if flaw.remedy:
            yield f"    {flaw.remedy}"
    if len(found.flaws) > _MOST:
        yield f"and {len(found.flaws) - _MOST:,} more; --json lists them all."
    for one in found.contradictions:
        what = (
            "These rows make a requirement a proper part of itself:"
            if one.kind == "cycle"
            else "No sets satisfy these rows together:"
        )
        yield what
        yield from (f"    {_row(row)}" for row in one.rows)
    if found.more:
        yield "There are further contradictions; settle these first."
    if found.undecided:
        yield f"Of {found.undecided} demands the search did not find out in its limit."
    walks = "1 crosswalk" if found.crosswalks == 1 else f"{found.crosswalks} crosswalks"
    wrong = len(found.flaws) + len(found.contradictions)
    said = f"{wrong:,} faults" if wrong != 1 else "1 fault"
    yield f"{walks}, {found.rows:,} rows: {said if wrong else 'nothing is wrong'}."


def _row(one: Placed) -> str:
    row = one.row
    targets = tuple("/".join(to) for to in one.targets)
    source = "/".join(one.source)
    said = _relation(source, row.relation, targets, either=row.either)
    return f"{said} ({one.crosswalk}, {row.status}{f', {row.by}' if row.by else ''})"
