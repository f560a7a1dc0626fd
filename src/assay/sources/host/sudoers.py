"""The rules of sudo (sudoers(5)): who may run what, and the settings in force."""

import re
from dataclasses import dataclass, field
from typing import Any

from assay.evidence import Gap
from assay.sources.host.tree import Tree, gap, joined_lines
from assay.sources.inputs import Unreadable

__all__ = ["Rule", "Sudo", "sudo_of", "sudo_settings"]

MAIN = "/etc/sudoers"
_MOST_FILES = 128
_INCLUDE = re.compile(r"[@#](includedir|include)\s+(.+)")
_ALIAS = re.compile(r"(User|Runas|Host|Cmnd|Cmd)_Alias\s+(.+)")
_DEFAULTS = re.compile(r"Defaults([@:!>]\S+)?\s+(.+)")
_WORD = r'(?:\\.|"[^"]*"|[^\s\\=])+'
_RULE = re.compile(rf"({_WORD})\s+({_WORD}\s*=.+)")
_SETTING = re.compile(
    r'(!?)\s*([a-z_0-9]+)\s*(?:[-+]?=\s*("(?:\\.|[^"])*"|.*))?', re.DOTALL
)
_COMMA = re.compile(r',(?=(?:[^"]*"[^"]*")*[^"]*$)')


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One user specification."""

    who: tuple[str, ...]
    what: str


@dataclass(slots=True, kw_only=True)
class Sudo:
    """Everything the files said, in the order they said it."""

    host: str
    rules: list[Rule] = field(default_factory=list[Rule])
    settings: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    aliases: dict[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )
    parts: list[str] = field(default_factory=list[str])
    gaps: list[Gap] = field(default_factory=list[Gap])

    def expanded(self, who: tuple[str, ...], depth: int = 8) -> list[str]:
        """The list with its aliases replaced by what they stand for."""
        found: list[str] = []
        for item in who:
            inner = self.aliases.get(item.removeprefix("!"))
            if inner is None or depth == 0:
                found.append(item)
                continue
            sign = "!" if item.startswith("!") else ""
            names = self.expanded(inner, depth - 1)
            found.extend(f"{sign}{name}" for name in names)
        return found

    def lack(self, part: str, reason: str) -> None:
        """Note that something in `part` was not understood or not seen."""
        self.gaps.append(Gap(part=part, reason=reason))


def sudo_of(tree: Tree, host: str) -> Sudo:
    """Read `/etc/sudoers` and all it includes; where there is none, nobody may sudo."""
    sudo = Sudo(host=host)
    _read(tree, MAIN, sudo)
    for rule in sudo.rules:
        for item in sudo.expanded(rule.who):
            if item.removeprefix("!").startswith(("+", "%:")):
                sudo.lack(MAIN, f"{item} names people of a directory, not read here")
    return sudo


def sudo_settings(sudo: Sudo) -> list[dict[str, Any]]:
    """The `Defaults` as rows of host_setting; a later one has the last word."""
    found = dict(sudo.settings)
    return [
        {
            "setting_id": f"{sudo.host}:sudo:{name}",
            "host": sudo.host,
            "area": "sudo",
            "name": name,
            "value": value,
            "origin": "file",
        }
        for name, value in found.items()
    ]


def _read(tree: Tree, name: str, sudo: Sudo) -> None:
    if name in sudo.parts or len(sudo.parts) >= _MOST_FILES:
        sudo.lack(name, "is included again, or there are too many files")
        return
    sudo.parts.append(name)
    try:
        text = tree.text(name)
    except Unreadable as fault:
        sudo.gaps.append(gap(name, fault))
        return
    for number, line in joined_lines(text or ""):
        bare = _uncommented(line).strip()
        included = _INCLUDE.fullmatch(line.strip())
        if included:
            _include(tree, included[1], _beside(name, included[2], sudo), sudo)
        elif bare and not _understood(bare, sudo):
            sudo.lack(name, f"line {number} is not understood")


def _uncommented(line: str) -> str:
    """Without its comment: a `#` begins one, unless a user id or a quote holds it."""
    for found in re.finditer(r'"[^"]*"|\\.|#(?!-?\d)', line):
        if found[0] == "#":
            return line[: found.start()]
    return line


def _beside(name: str, path: str, sudo: Sudo) -> str:
    """The file meant by `path` inside the file `name`."""
    path = path.strip().strip('"').replace("%h", sudo.host)
    return path if path.startswith("/") else f"{name.rpartition('/')[0]}/{path}"


def _include(tree: Tree, kind: str, path: str, sudo: Sudo) -> None:
    if kind == "include":
        _read(tree, path, sudo)
        return
    try:
        names = tree.names(path)
    except Unreadable as fault:
        sudo.parts.append(path)
        sudo.gaps.append(gap(path, fault))
        return
    for name in names:
        if "." not in name and not name.endswith("~"):  # sudoers(5), @includedir
            _read(tree, f"{path}/{name}", sudo)


def _understood(line: str, sudo: Sudo) -> bool:
    alias, defaults = _ALIAS.fullmatch(line), _DEFAULTS.fullmatch(line)
    if alias:
        return _take_aliases(alias[1], alias[2], sudo)
    if defaults:
        return _take_defaults(defaults[1] or "", defaults[2], sudo)
    rule = _RULE.fullmatch(re.sub(r"\s*,\s*", ",", line))
    if rule is None:
        return False
    who = tuple(_plain(item) for item in rule[1].split(","))
    sudo.rules.append(Rule(who=who, what=re.sub(r"\s+", " ", rule[2])))
    return True


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name.replace('"', ""))


def _take_aliases(kind: str, text: str, sudo: Sudo) -> bool:
    for one in re.split(r"(?<!\\):", text):
        name, equals, items = one.partition("=")
        if not equals:
            return False
        if kind == "User":
            listed = tuple(_plain(item.strip()) for item in items.split(","))
            sudo.aliases[name.strip()] = listed
    return True


def _take_defaults(scope: str, text: str, sudo: Sudo) -> bool:
    for one in _COMMA.split(text):
        found = _SETTING.fullmatch(one.strip())
        if found is None:
            return False
        off, name, value = found[1], found[2], found[3]
        plain = "false" if off else "true" if value is None else value.strip('" ')
        sudo.settings.append((f"{name}{scope}", plain))
    return True
