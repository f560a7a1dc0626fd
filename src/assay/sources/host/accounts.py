"""Accounts and groups of a Linux machine, and what is known of each."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assay.evidence import Gap
from assay.sources.batches import numbered
from assay.sources.host.sudoers import Sudo
from assay.sources.host.tree import Sight, Tree, gap
from assay.sources.inputs import Unreadable, open_file

__all__ = ["Group", "People", "User", "account_sight", "people_of"]

PASSWD, GROUP, SHADOW = "/etc/passwd", "/etc/group", "/etc/shadow"
NSSWITCH = "/etc/nsswitch.conf"
DIRECTORY = "directory accounts"
_LOCAL = {"files", "compat", "systemd", "db"}
"""Name services that give accounts of this machine only (nsswitch.conf(5))."""
_NO_LOGIN = ("/nologin", "/false")
_LASTLOG, _LASTLOG_ENTRY = "/var/log/lastlog", 292
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_PERSON, _NOBODY = 1000, 65534


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A line of `/etc/passwd`."""

    name: str
    uid: int
    gid: int
    shell: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A line of `/etc/group`."""

    name: str
    gid: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What `/etc/shadow` says of a user; the hash itself is not kept."""

    usable: bool
    empty: bool
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Everybody the machine's own files name."""

    users: tuple[User, ...]
    groups: tuple[Group, ...]
    secrets: dict[str, Secret]
    """Empty where `/etc/shadow` cannot be read: nothing is known of passwords."""
    first_person: int
    logins: dict[int, datetime]
    """User id to last login, as far as `/var/log/lastlog` has them."""
    gaps: tuple[Gap, ...]

    def members(self, group: Group) -> tuple[str, ...]:
        """Those the group lists, and those whose primary group it is."""
        primary = [user.name for user in self.users if user.gid == group.gid]
        return tuple(dict.fromkeys([*group.members, *primary]))


def people_of(tree: Tree) -> People:
    """Read the account files; what cannot be read becomes a gap."""
    gaps: list[Gap] = []
    users = tuple(_user(fields) for fields in _entries(tree, PASSWD, 7, gaps))
    groups = tuple(_group(fields) for fields in _entries(tree, GROUP, 4, gaps))
    secrets: dict[str, Secret] = {}
    for fields in _entries(tree, SHADOW, 9, gaps):
        secrets.setdefault(fields[0], _secret(fields))  # the first entry counts
    gaps.extend(_elsewhere(tree))
    return People(
        users=users,
        groups=groups,
        secrets=secrets,
        first_person=_first_person(tree),
        logins=_logins(tree, {user.uid for user in users}),
        gaps=tuple(gaps),
    )


def account_sight(
    host: str, people: People, strong: set[str], sudo: Sudo, at: datetime
) -> Sight:
    """The accounts, each with what is known of it; the rest is null.

    `strong` are those who can make themselves root.
    """
    records = [
        {
            "account_id": f"{host}:{user.name}",
            "system": host,
            "name": user.name,
            "kind": _kind(user, people.first_person),
            "privileged": _privileged(user, strong, seen=not sudo.gaps),
            "uid": user.uid,
            "shell": user.shell,
            "last_used_at": people.logins.get(user.uid),
            **_access(user, people, at),
        }
        for user in people.users
    ]
    return Sight(
        table="account",
        query=f"{PASSWD} {GROUP} {SHADOW} {NSSWITCH} /etc/sudoers",
        records=numbered(records, "account_id"),
        parts=(PASSWD, GROUP, SHADOW, DIRECTORY, *sudo.parts),
        gaps=(*people.gaps, *sudo.gaps),
    )


def _entries(tree: Tree, name: str, count: int, gaps: list[Gap]) -> Iterator[list[str]]:
    """The colon-separated lines of a file; a malformed one is a gap."""
    try:
        text = tree.text(name)
    except Unreadable as fault:
        gaps.append(gap(name, fault))
        return
    if text is None:
        if name != SHADOW:
            gaps.append(Gap(part=name, reason="is not there"))
        return
    for number, line in enumerate(text.split("\n"), start=1):
        fields = line.split(":")
        if line.startswith(("+", "-")):  # entries of NIS: passwd(5), compat mode
            gaps.append(Gap(part=name, reason=f"line {number} refers to a directory"))
        elif len(fields) == count and fields[0] and _numeric(fields, count):
            yield fields
        elif line.strip() and not line.startswith("#"):
            gaps.append(Gap(part=name, reason=f"line {number} is malformed"))


def _numeric(fields: list[str], count: int) -> bool:
    places = {7: (2, 3), 4: (2,), 9: ()}[count]
    return all(_number(fields[place]) is not None for place in places)


def _number(text: str) -> int | None:
    fits = text.isascii() and text.isdigit() and len(text) <= 10  # noqa: PLR2004 - u32
    return int(text) if fits else None


def _user(fields: list[str]) -> User:
    name, _, uid, gid, _, _, shell = fields
    return User(name=name, uid=int(uid), gid=int(gid), shell=shell)


def _group(fields: list[str]) -> Group:
    members = tuple(name for name in fields[3].split(",") if name)
    return Group(name=fields[0], gid=int(fields[2]), members=members)


def _secret(fields: list[str]) -> Secret:
    """`shadow(5)`: `!` or `*` first means that no password will ever fit."""
    word, days = fields[1], _number(fields[7])
    expires = None
    if days is not None and days <= (datetime.max.replace(tzinfo=UTC) - _EPOCH).days:
        expires = _EPOCH + timedelta(days=days)
    usable = bool(word) and word[0] not in "!*"
    return Secret(usable=usable, empty=word == "", expires_at=expires)


def _logins(tree: Tree, uids: set[int]) -> dict[int, datetime]:
    """The last login of each user, where the machine keeps it (lastlog(8))."""
    found: dict[int, datetime] = {}
    try:
        with open_file(tree.path(_LASTLOG), sys.maxsize) as stream:
            for uid in uids:
                stream.seek(uid * _LASTLOG_ENTRY)
                seconds = int.from_bytes(stream.read(4), sys.byteorder)
                if seconds:
                    found[uid] = datetime.fromtimestamp(seconds, UTC)
    except (Unreadable, OSError):
        return {}  # many systems keep none: unknown, not never
    return found


def _elsewhere(tree: Tree) -> list[Gap]:
    """Whether accounts also come from a directory, which is not read here."""
    try:
        text = tree.text(NSSWITCH) or ""
    except Unreadable as fault:
        return [gap(DIRECTORY, fault)]
    for line in text.split("\n"):
        name, _, rest = line.partition("#")[0].partition(":")
        others = [w for w in rest.split() if w.isalnum() and w not in _LOCAL]
        if name.strip() == "passwd" and others:
            return [Gap(part=DIRECTORY, reason=f"{' '.join(others)} is not read")]
    return []


def _first_person(tree: Tree) -> int:
    """`UID_MIN` of login.defs(5): people's accounts begin there."""
    for line in tree.word("/etc/login.defs").split("\n"):
        words = line.split()
        if words[:1] == ["UID_MIN"] and len(words) > 1:
            return _number(words[1]) or _FIRST_PERSON
    return _FIRST_PERSON


def _no_login(user: User) -> bool:
    return user.shell.endswith(_NO_LOGIN)


def _kind(user: User, first_person: int) -> str:
    if user.uid < first_person or user.uid == _NOBODY:
        return "system"
    return "service" if _no_login(user) else "person"


def _privileged(user: User, strong: set[str], *, seen: bool) -> bool | None:
    if user.name in strong:
        return True
    return False if seen else None


def _access(user: User, people: People, at: datetime) -> dict[str, Any]:
    """Whether the account can log in: a locked password leaves keys, so unknown."""
    secret = people.secrets.get(user.name)
    if secret is None:
        return {"enabled": False if _no_login(user) else None}
    expired = secret.expires_at is not None and secret.expires_at <= at
    enabled: bool | None = None
    if expired or _no_login(user):
        enabled = False
    elif secret.usable or secret.empty:
        enabled = True
    return {
        "enabled": enabled,
        "password_set": secret.usable,
        "disabled_at": secret.expires_at if expired else None,
    }
