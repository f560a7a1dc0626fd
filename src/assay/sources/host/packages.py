"""Packages installed on a Linux machine, from dpkg's own record."""

from collections.abc import Iterator
from typing import Any

from assay.evidence import Gap
from assay.sources.batches import numbered
from assay.sources.host.tree import Sight, Tree, gap
from assay.sources.inputs import Unreadable

__all__ = ["package_sight"]

_STATUS, _SINGLE = "/var/lib/dpkg/status", "/var/lib/dpkg/status.d"
_OTHERS = {
    "rpm": ("/var/lib/rpm", "/usr/lib/sysimage/rpm"),
    "apk": ("/lib/apk/db/installed",),
    "pacman": ("/var/lib/pacman/local",),
    "snap": ("/var/lib/snapd/snaps",),
    "flatpak": ("/var/lib/flatpak/app",),
}
_ABSENT = {"not-installed", "config-files"}


def package_sight(tree: Tree, host: str) -> Sight:
    """What dpkg records; other package systems found there are gaps."""
    parts: list[str] = []
    gaps: list[Gap] = []
    records: list[dict[str, Any]] = []
    for name in _records_of(tree, parts, gaps):
        try:
            records.extend(_packages(tree.text(name) or "", name, host, gaps))
        except Unreadable as fault:
            gaps.append(gap(name, fault))
    found_dpkg = bool(parts)
    for kind, places in _OTHERS.items():
        if any(_there(tree, place) for place in places):
            parts.append(kind)
            gaps.append(Gap(part=kind, reason=f"packages of {kind} are not read"))
    if not found_dpkg and not gaps:
        parts.append(_STATUS)
        gaps.append(Gap(part=_STATUS, reason="no known package system was found"))
    return Sight(
        table="package",
        query=_STATUS,
        records=numbered(records, "package_id"),
        parts=tuple(parts),
        gaps=tuple(gaps),
    )


def _records_of(tree: Tree, parts: list[str], gaps: list[Gap]) -> list[str]:
    """Dpkg's status file, or the folder that minimal images have instead."""
    try:
        names = [f"{_SINGLE}/{name}" for name in tree.names(_SINGLE)]
    except Unreadable as fault:
        parts.append(_SINGLE)
        gaps.append(gap(_SINGLE, fault))
        names = []
    found = [n for n in names if not n.endswith(".md5sums")]
    if _there(tree, _STATUS):
        found.append(_STATUS)
    parts.extend(found)
    return found


def _there(tree: Tree, name: str) -> bool:
    try:
        return tree.has(name)
    except Unreadable:
        return True


def _packages(
    text: str, name: str, host: str, gaps: list[Gap]
) -> Iterator[dict[str, Any]]:
    for number, stanza in enumerate(text.split("\n\n"), start=1):
        fields = _fields(stanza)
        if not fields:
            continue
        status = fields.get("Status", "install ok installed").split()
        if "Package" not in fields or len(status) != 3:  # noqa: PLR2004 - dpkg(1)
            gaps.append(Gap(part=name, reason=f"entry {number} is malformed"))
            continue
        want, _, state = status
        if state not in _ABSENT:
            yield _row(host, fields, want, state)


def _fields(stanza: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in stanza.split("\n"):
        name, colon, value = line.partition(":")
        if colon and not line.startswith((" ", "\t")):
            found[name] = value.strip()
    return found


def _row(host: str, fields: dict[str, str], want: str, state: str) -> dict[str, Any]:
    name, kind = fields["Package"], fields.get("Architecture", "")
    held = "held" if want == "hold" else "installed"
    return {
        "package_id": f"{host}:{name}:{kind}" if kind else f"{host}:{name}",
        "host": host,
        "name": name,
        "version": fields.get("Version"),
        "state": held if state == "installed" else "broken",
    }
