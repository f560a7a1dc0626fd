"""What an export is made of: files, and what of the rails they do not enforce."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Final, Literal, TypeAlias

from assay.canonical import Json, digest, json_bytes, json_text, plain
from assay.register import Register
from assay.workload.rails import Rail, Rails

__all__ = [
    "COMPANION",
    "FORMS",
    "File",
    "Form",
    "Lacking",
    "Task",
    "companions",
    "digest_of",
]

Form: TypeAlias = Literal["scp", "azure", "google", "cedar", "rego"]
FORMS: Final[tuple[Form, ...]] = ("scp", "azure", "google", "cedar", "rego")

COMPANION: Final = "assay.json"
"""Says what an export was computed from; every export has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of an export."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Lacking:
    """Something that a rail asks, or that its user may expect, and is not enforced."""

    rail: str
    """The rail's id; empty for the export as a whole."""
    must: str = ""
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is to be exported: rails, a register and the day both are asked on."""

    form: Form
    rails: Rails
    """The words of all rails; those exported are in `chosen`."""
    chosen: tuple[Rail, ...]
    register: Register
    register_sha256: str
    """A digest of all that the register states: `digest_of`."""
    on: date
    account: str = ""
    data: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()

    @property
    def origin(self) -> dict[str, Json]:
        """What the export was computed from, for its own metadata."""
        return {
            "account": self.account,
            "data": self.data,
            "on": self.on.isoformat(),
            "programs": self.programs,
            "provider": self.register.provider.name,
            "rails": [rail.id for rail in self.chosen],
            "register_sha256": self.register_sha256,
        }

    @property
    def headline(self) -> tuple[str, ...]:
        """The same as lines of a comment."""
        asked = [*self.data, *self.programs]
        return (
            "Guard rails, exported by Assay. Do not edit: export them again.",
            f"provider: {_flat(self.register.provider.name)}",
            f"on: {self.on}",
            f"register_sha256: {self.register_sha256}",
            f"account: {_flat(self.account) or '(not stated)'}",
            f"asked for: {', '.join(asked) or '(no data or program named)'}",
            f"rails: {', '.join(rail.id for rail in self.chosen)}",
            f"what is not enforced: {COMPANION}",
        )


def _flat(text: str) -> str:
    """On one line, so that a name cannot leave its comment."""
    return " ".join(text.split())


def digest_of(register: Register) -> str:
    """A digest of all that the register states."""
    stated = {
        one.name: plain(getattr(register, one.name))
        for one in fields(register)
        if one.init
    }
    return digest(json_bytes(stated))


def companions(
    task: Task, files: Iterable[File], lacking: Iterable[Lacking]
) -> tuple[File, ...]:
    """`assay.json` and `NOT-ENFORCED.txt`: the origin, and what is not enforced."""
    listed = sorted(set(lacking))
    made = {one.name: digest(one.data) for one in files}
    said = "".join(f"{_said(one)}\n" for one in listed)
    text = said or "Every condition of these rails is enforced.\n"
    head = "".join(f"{line}\n" for line in task.headline)
    plainly = File(name="NOT-ENFORCED.txt", data=f"{head}\n{text}".encode())
    made[plainly.name] = digest(plainly.data)
    told: Json = {
        "assay_export": task.form,
        "files": made,
        "not_enforced": [plain(one) for one in listed],
        "origin": task.origin,
    }
    return File(name=COMPANION, data=json_text(told).encode()), plainly


def _said(one: Lacking) -> str:
    place = "/".join(part for part in (one.rail, one.must) if part)
    return f"{place or '(all)'}: {one.what}"
