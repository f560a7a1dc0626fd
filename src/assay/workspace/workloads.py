"""Workloads checked against a workspace's register and guard rails, and signed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from assay.canonical import Json, digest, json_bytes
from assay.dossier import Anchor
from assay.dossier.render.workload import answer_data, render_answer
from assay.ids import slug
from assay.library import read_files
from assay.workload import Answer, Rails, Workload, check, read_rails
from assay.workload.inputs import Maps, read_maps, read_workload
from assay.workspace.config import FILE
from assay.workspace.editions import Built, Edition, not_ahead, publish, register_fact
from assay.workspace.files import read_tree, write_atomically
from assay.workspace.open import Workspace
from assay.workspace.recording import record

__all__ = ["Asking", "answer_of", "check_workload", "guard_rails", "sign_answer"]

_FOLDER = "guardrails"
_ANSWERS = "answers"
"""Answers are for those who asked: they are not published with the dossiers."""
_LONGEST, _SHORT = 60, 8
_STREAM = 24
"""Hexadecimal digits of an answer's stream; the log tells nobody's workload by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked beside what the file says; it adds to it."""

    data: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    account: str = ""
    """Of resources that name none, instead of the file's own."""
    region: str = ""
    """Of resources that name none."""


def guard_rails(root: Path) -> Rails:
    """The library's guard rails, and those of a workspace if the folder is one."""
    return read_rails(_rail_files(root))


def _rail_files(root: Path) -> dict[str, bytes]:
    own = read_tree(root, _FOLDER) if (root / FILE).is_file() else {}
    return {f"{_FOLDER}/{n}": data for n, data in read_files(_FOLDER).items()} | own


def resource_maps(root: Path) -> Maps:
    """From types of resources to services: the workspace's own maps come first."""
    shipped = {f"resources/{n}": data for n, data in read_files("resources").items()}
    return read_maps(read_tree(root, "register/resources"), shipped)


def check_workload(
    workspace: Workspace,
    data: bytes,
    *,
    file: str,
    asking: Asking,
    on: date | None = None,
) -> Answer:
    """May the workload in a file run here, on a day?

    Raises:
        BadInput: The file is no workload, or states what cannot be.
        UnknownName: A data class, program or level is not known here.
    """
    rails = guard_rails(workspace.root)
    read = read_workload(
        data,
        file=file,
        register=workspace.register,
        maps=resource_maps(workspace.root),
        facts=tuple(rails.facts),
        region=asking.region,
        account=asking.account,
    )
    workload = _asked(read, asking)
    return check(workload, workspace.register, rails, workspace.day(on))


def _asked(workload: Workload, asking: Asking) -> Workload:
    return replace(
        workload,
        data=(*workload.data, *asking.data),
        programs=(*workload.programs, *asking.programs),
        levels={**workload.levels, **asking.levels},
        account=asking.account or workload.account,
    )


def answer_of(workspace: Workspace, answer: Answer) -> dict[str, Json]:
    """The answer as data, with the digest of the guard rails it rests on."""
    provider = workspace.register.provider.name
    return answer_data(answer, provider=provider, rails=_rails_digest(workspace))


def sign_answer(workspace: Workspace, answer: Answer, *, out: Path | None) -> Built:
    """Seal the answer as a dossier: signed, in the log, verifiable offline.

    It is kept in `answers/`, and written to `out` as well. The same answer is not
    signed again: its bytes are those it had.

    Raises:
        NotPublished: The answer is of a day that has not come.
    """
    not_ahead(workspace, answer.on)
    file = Path(answer.workload.file).name
    answer = replace(answer, workload=replace(answer.workload, file=file))
    fact = register_fact(workspace)
    entry = record(workspace, [fact])[0]
    anchors = (Anchor(entry=entry, kind=fact.kind, digest=fact.sha256),)
    stream = _stream(workspace, answer.workload)
    name = _name(answer.workload, stream)
    provider = workspace.register.provider.name
    edition = Edition(
        workspace=workspace,
        name=name,
        stream=stream,
        title=f"{provider}: {answer.workload.title or answer.workload.id}",
        on=answer.on,
        folder=_ANSWERS,
        documents=_documents(workspace, answer, name, anchors),
        anchors=anchors,
    )
    built = publish(edition)
    if out is not None:
        write_atomically(out, built.path.read_bytes())
    return built


def _documents(
    workspace: Workspace, answer: Answer, name: str, anchors: tuple[Anchor, ...]
) -> Callable[[int], dict[str, bytes]]:
    def documents(seq: int) -> dict[str, bytes]:
        del seq
        forms = render_answer(
            answer,
            provider=workspace.register.provider.name,
            rails=_rails_digest(workspace),
            anchors=anchors,
        )
        return {f"{name}.{suffix}": data for suffix, data in forms.items()}

    return documents


def _rails_digest(workspace: Workspace) -> str:
    """One digest over every file of guard rails, the library's and the workspace's."""
    files: Json = {
        name: digest(data) for name, data in _rail_files(workspace.root).items()
    }
    return digest(json_bytes(files))


def _name(workload: Workload, stream: str) -> str:
    """What its files are called: two workloads of one id are told apart."""
    return f"{slug(workload.id)[:_LONGEST]}-{stream[-_SHORT:]}".lstrip("-")


def _stream(workspace: Workspace, workload: Workload) -> str:
    who: Json = [workspace.config.origin, workload.account, workload.id]
    return f"workload.{digest(json_bytes(who))[:_STREAM]}"
