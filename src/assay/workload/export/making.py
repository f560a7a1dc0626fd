"""One call for every form: rails chosen, written, and accompanied."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias

from assay.errors import UnknownName
from assay.ids import near
from assay.library import read_files
from assay.register import Register
from assay.workload.check import resolve
from assay.workload.export.azure import azure
from assay.workload.export.cedar import cedar
from assay.workload.export.google import google
from assay.workload.export.rego import rego
from assay.workload.export.scp import scp
from assay.workload.export.terms import Terms, read_terms, terms_for
from assay.workload.export.values import (
    FORMS,
    File,
    Form,
    Lacking,
    Task,
    companions,
    digest_of,
)
from assay.workload.rails import Rail, Rails
from assay.workload.values import Workload

__all__ = ["export"]

Made: TypeAlias = tuple[tuple[File, ...], tuple[Lacking, ...]]
Targeted: TypeAlias = tuple[tuple[File, ...], list[Lacking]]
_ENGINES: Final[Mapping[Form, Callable[[Task], Made]]] = {
    "cedar": cedar,
    "rego": rego,
}
_TARGETS: Final[Mapping[Form, Callable[[Task, Terms | None], Targeted]]] = {
    "azure": azure,
    "google": google,
    "scp": scp,
}


def export(
    rails: Rails,
    register: Register,
    *,
    form: Form,
    on: date,
    account: str = "",
    data: Iterable[str] = (),
    programs: Iterable[str] = (),
    only: Iterable[str] = (),
    terms: Iterable[Terms] = (),
) -> tuple[File, ...]:
    """The rails in force on a day in one form, with what the form does not enforce.

    `data` and `programs` leave the rails that bind a workload so described; `only`
    leaves those named. `terms` say what a target calls the provider's services and
    regions, before the library's own do. The last two files are `assay.json`, the
    origin and what is not enforced, and `NOT-ENFORCED.txt`, the same for people.

    Raises:
        UnknownName: A form, rail, data class or program is not known here.
    """
    if form not in FORMS:
        raise UnknownName("form of export", form, near=near(form, FORMS) or FORMS)
    asking = Workload(id="export", data=tuple(data), programs=tuple(programs))
    known = resolve(asking, register, rails)
    named = tuple(only)
    for name in named:
        if name not in rails.rails:
            raise UnknownName("guard rail", name, near=near(name, rails.rails))
    task = Task(
        form=form,
        rails=rails,
        chosen=tuple(_chosen(rails, known, named, on)),
        register=register,
        register_sha256=digest_of(register),
        on=on,
        account=account,
        data=known.data,
        programs=known.programs,
    )
    files, lacking = _made(task, tuple(terms))
    return (*files, *companions(task, files, (*lacking, *_unspoken(task))))


def _made(task: Task, own: tuple[Terms, ...]) -> tuple[Iterable[File], list[Lacking]]:
    if task.form in _ENGINES:
        files, lacking = _ENGINES[task.form](task)
        return files, list(lacking)
    shipped = read_terms({f"exports/{n}": d for n, d in read_files("exports").items()})
    known = (*own, *shipped)
    return _TARGETS[task.form](task, terms_for(known, task.form, task.register))


def _unspoken(task: Task) -> Iterator[Lacking]:
    for name in task.data:
        if not any(name in rail.when.data for rail in task.chosen):
            what = f"no guard rail that is exported speaks of {name} on {task.on}"
            yield Lacking(rail="", what=what)


def _chosen(
    rails: Rails, asking: Workload, named: tuple[str, ...], on: date
) -> Iterable[Rail]:
    """Rails in force that were asked for, in the order of their ids."""
    data, programs = set(asking.data), set(asking.programs)
    for name, rail in sorted(rails.rails.items()):
        bound = data & set(rail.when.data) or programs & set(rail.when.programs)
        asked = not (data or programs) or bound
        if asked and (not named or name in named) and _asks(rail, on):
            yield rail


def _asks(rail: Rail, on: date) -> bool:
    return rail.holds(on) and bool(rail.asks(on))
