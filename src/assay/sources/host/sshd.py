"""The settings of the SSH server (sshd_config(5)): the first value of a key wins."""

import re
import shlex
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from assay.evidence import Gap
from assay.sources.host.tree import Tree, gap
from assay.sources.inputs import Unreadable

__all__ = ["Sshd", "sshd_of", "sshd_settings"]

MAIN = "/etc/ssh/sshd_config"
_PROGRAMS = ("/usr/sbin/sshd", "/usr/local/sbin/sshd")
_MOST_FILES = 128
_LINE = re.compile(r"\s*([A-Za-z][A-Za-z0-9]*)(?:\s*=\s*|\s+)(.*)")
_UNKNOWN = None

DEFAULTS = {
    "allowagentforwarding": "yes",
    "allowtcpforwarding": "yes",
    "clientalivecountmax": "3",
    "clientaliveinterval": "0",
    "gatewayports": "no",
    "hostbasedauthentication": "no",
    "ignorerhosts": "yes",
    "kbdinteractiveauthentication": "yes",
    "logingracetime": "120",
    "loglevel": "INFO",
    "maxauthtries": "6",
    "maxsessions": "10",
    "passwordauthentication": "yes",
    "permitemptypasswords": "no",
    "permitrootlogin": "prohibit-password",
    "permituserenvironment": "no",
    "pubkeyauthentication": "yes",
    "strictmodes": "yes",
    "usepam": "no",
    "x11forwarding": "no",
}
"""Defaults of portable OpenSSH 7.0 and later that decide who gets in and how.

Lists of ciphers differ by version and are reported only where the file sets them.
"""
_MANY = {
    *("acceptenv", "allowgroups", "allowusers", "denygroups", "denyusers"),
    *("hostkey", "listenaddress", "port", "setenv"),
}
"""Keys that add up instead of the first one winning."""
_ALIASES = {"challengeresponseauthentication": "kbdinteractiveauthentication"}


@dataclass(slots=True, kw_only=True)
class Sshd:
    """What the files said."""

    values: dict[str, str | None] = field(default_factory=dict[str, str | None])
    """Key to value; None where an unreadable file may have set it first."""
    matched: list[tuple[str, str, str]] = field(
        default_factory=list[tuple[str, str, str]]
    )
    """Condition, key and value of settings inside `Match` blocks."""
    parts: list[str] = field(default_factory=list[str])
    gaps: list[Gap] = field(default_factory=list[Gap])
    present: bool = True
    blind: bool = False
    """From here on an earlier value may exist that we did not see."""


def sshd_of(tree: Tree) -> Sshd:
    """Read the configuration and all it includes."""
    sshd = Sshd()
    try:
        sshd.present = tree.has(MAIN) or any(tree.has(name) for name in _PROGRAMS)
    except Unreadable as fault:
        sshd.gaps.append(gap(MAIN, fault))
        sshd.blind = True
    sshd.parts.append(MAIN)
    if sshd.present and not sshd.blind:
        _read(tree, MAIN, "", sshd)
    return sshd


def sshd_settings(host: str, sshd: Sshd) -> list[dict[str, Any]]:
    """Rows of host_setting: those set, those conditional, and the defaults in force.

    A value inside a `Match` block has a row of its own under the same name, so that a
    check sees every value that can apply.
    """
    if not sshd.present:
        return []
    rows = [_row(host, key, value, "file") for key, value in sshd.values.items()]
    for condition, key, value in sshd.matched:
        row = _row(host, key, value, "file")
        rows.append(row | {"setting_id": f"{host}:sshd:{key}:match {condition}"})
    for key, value in DEFAULTS.items():
        if key not in sshd.values:
            rows.append(_row(host, key, *_default(value, sshd)))
    return rows


def _default(value: str, sshd: Sshd) -> tuple[str | None, str]:
    return (_UNKNOWN, "file") if sshd.blind else (value, "default")


def _row(host: str, key: str, value: str | None, origin: str) -> dict[str, Any]:
    return {
        "setting_id": f"{host}:sshd:{key}",
        "host": host,
        "area": "sshd",
        "name": key,
        "value": value,
        "origin": origin,
    }


def _read(tree: Tree, name: str, condition: str, sshd: Sshd) -> None:
    """Take in one file; a `Match` lasts until the end of the file it stands in."""
    try:
        text = tree.text(name)
    except Unreadable as fault:
        sshd.gaps.append(gap(name, fault))
        sshd.blind = True
        return
    for number, line in enumerate((text or "").split("\n"), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            if line.strip() and not line.lstrip().startswith("#"):
                reason = f"line {number} is not understood"
                sshd.gaps.append(Gap(part=name, reason=reason))
            continue
        key, value = found[1].lower(), _unquoted(found[2])
        if key == "match":
            condition = "" if value.lower() == "all" else value
        elif key == "include":
            _include(tree, value, condition, sshd)
        else:
            _set(sshd, _ALIASES.get(key, key), value, condition)


def _include(tree: Tree, patterns: str, condition: str, sshd: Sshd) -> None:
    for pattern in patterns.split():
        path = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
        folder, _, last = path.rpartition("/")
        try:
            names = [n for n in tree.names(folder or "/") if fnmatchcase(n, last)]
        except Unreadable as fault:
            sshd.parts.append(folder)
            sshd.gaps.append(gap(folder, fault))
            sshd.blind = True
            continue
        for name in (f"{folder}/{n}" for n in names if not n.startswith(".")):
            if name in sshd.parts or len(sshd.parts) >= _MOST_FILES:
                continue
            sshd.parts.append(name)
            _read(tree, name, condition, sshd)


def _set(sshd: Sshd, key: str, value: str, condition: str) -> None:
    if condition:
        sshd.matched.append((condition, key, value))
    elif key in _MANY and sshd.values.get(key) is not None:
        sshd.values[key] = f"{sshd.values[key]} {value}"
    elif key not in sshd.values:
        sshd.values[key] = _UNKNOWN if sshd.blind else value


def _unquoted(text: str) -> str:
    """The arguments without quotes and comment, one space apart."""
    try:
        return " ".join(shlex.split(text, comments=True))
    except ValueError:  # an open quote
        return text.strip()
