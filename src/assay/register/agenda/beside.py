"""What falls due beside statements: plans, moves between editions, lists of services.

Nothing lapses where one of these is missed, so no state is compared.
"""

from collections.abc import Iterator
from datetime import date

from assay.register.agenda.values import Obligation
from assay.register.agreements import Eligible
from assay.register.grounds import grounds
from assay.register.migration import migrating
from assay.register.phrases import program_at
from assay.register.spread import atlas, spread
from assay.register.values import Migration, Plan, Register
from assay.register.wording import day, sentence

__all__ = ["beside"]


def beside(register: Register, start: date, end: date) -> Iterator[Obligation]:
    """Targets of plans, cut-overs of migrations, and changes of the eligible lists."""
    for plan in register.plans:
        if plan.target <= end:
            yield from _plan(register, plan, start)
    for migration in register.migrations:
        if migration.cut_over <= end:
            yield from _migration(register, migration, start)
    yield from _eligible(register, start, end)


def _plan(register: Register, plan: Plan, start: date) -> Iterator[Obligation]:
    on, given_up = max(start, plan.began), plan.abandoned
    if given_up is not None and given_up <= max(start, plan.target):
        return
    left, levels = _left(register, plan, on)
    if not left:
        return
    overdue = plan.target < start
    what = program_at(register.programs[plan.program], "", levels)
    when = f"{'was' if overdue else 'is'} {day(plan.target)}"
    noun = "service" if left == 1 else "services"
    rest = f", and it is not stated yet for {left} {noun}" if register.services else ""
    yield Obligation(
        due=plan.target,
        overdue=overdue,
        kind="plan",
        about="plan",
        subject=f"plan:{plan.program}:{plan.target}",
        party=_name(register, plan.by),
        program=plan.program,
        says=sentence(f"the target for {what} {when}{rest}"),
        done_by="the statement (register/attestations/), or the day in `abandoned` "
        "(register/plans.toml)",
        if_missed=None,
    )


def _left(register: Register, plan: Plan, on: date) -> tuple[int, tuple[str, ...]]:
    """How many services the plan has still to bring, and the levels it aims at."""
    map_, services = atlas(register, on), set[str]()
    levels = tuple(dict.fromkeys(level for part in plan.scope for level in part.levels))
    for ground in grounds(register, plan.program, on):
        if ground.stated == plan:
            at = next((reach.levels[0] for reach in ground.reaches if reach.levels), "")
            states = spread(register, map_, at, (ground,))
            for service in register.services or ("",):
                if states[service].get("in_process"):
                    services.add(service)
    return len(services), levels


def _migration(
    register: Register, migration: Migration, start: date
) -> Iterator[Obligation]:
    stands = migrating(register, migration, start)
    overdue = stands.phase == "overdue"
    if migration.cut_over < start and not overdue:
        return
    program = register.programs[migration.program]
    titles = {edition.id: edition.title for edition in program.editions}
    move = f"from {titles[migration.leaves]} to {titles[migration.joins]}"
    when = f"{'was' if overdue else 'is'} due by {day(migration.cut_over)}"
    yield Obligation(
        due=migration.cut_over,
        overdue=overdue,
        kind="migration",
        about="migration",
        subject=f"migration:{migration.program}:{migration.leaves}",
        party=register.provider.name,
        program=migration.program,
        says=sentence(f"the cut-over {move} {when}"),
        done_by="the statements on the later edition (register/attestations/)",
        if_missed=None,
    )


def _eligible(register: Register, start: date, end: date) -> Iterator[Obligation]:
    """Services that an announced change brings onto a list, or takes from it."""
    for row in register.eligible:
        for on, told in _turns(register, row):
            if start <= on <= end:
                file = f"register/eligible/{row.program}.toml"
                yield Obligation(
                    due=on,
                    overdue=False,
                    kind="eligible",
                    about="eligible",
                    subject=f"eligible:{row.program}:{row.service}",
                    party=register.provider.name,
                    program=row.program,
                    says=sentence(told),
                    done_by=f"nothing more: it is recorded ({file})",
                    if_missed=None,
                )


def _turns(register: Register, row: Eligible) -> Iterator[tuple[date, str]]:
    """The days on which a row of a list changes what accounts may use."""
    program, sold = register.programs[row.program], register.services.get(row.service)
    title = sold.title if sold is not None else row.service
    yield row.since, f"{title} joins the list of {program.title} on {day(row.since)}"
    if row.until is not None:
        last, off = day(row.until), row.vacate or row.until
        leaves = f"{title} is on the list of {program.title} until {last}"
        yield off, f"{leaves}, and accounts must be off it by {day(off)}"


def _name(register: Register, party: str) -> str:
    found = register.parties.get(party)
    return found.name if found is not None else party
