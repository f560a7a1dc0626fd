"""Who was given what on a Linux machine: groups, and the rules of sudo."""

from collections.abc import Iterator
from typing import Any

from assay.sources.batches import numbered
from assay.sources.host.accounts import (
    DIRECTORY,
    GROUP,
    NSSWITCH,
    PASSWD,
    SHADOW,
    People,
)
from assay.sources.host.sudoers import Sudo
from assay.sources.host.tree import Sight

__all__ = ["grant_sight", "mighty"]

_ROOT_GROUPS = {"docker", "lxd", "disk", "shadow", "kmem", "libvirt"}
"""Groups whose members can make themselves root, whatever sudo says."""


def mighty(people: People, sudo: Sudo) -> set[str]:
    """Those who can make themselves root by sudo or by their group."""
    found = {user.name for user in people.users if user.uid == 0}
    for group in people.groups:
        if group.name in _ROOT_GROUPS:
            found.update(people.members(group))
    for rule in sudo.rules:
        found.update(_who(rule.who, people, sudo))
    return found


def grant_sight(host: str, people: People, sudo: Sudo) -> Sight:
    """Membership in groups, and rules of sudo."""
    records = [*_group_grants(host, people, sudo), *_sudo_grants(host, people, sudo)]
    gaps = [g for g in people.gaps if g.part != SHADOW]
    return Sight(
        table="access_grant",
        query=f"{PASSWD} {GROUP} {NSSWITCH} /etc/sudoers",
        records=numbered(records, "grant_id"),
        parts=(PASSWD, GROUP, DIRECTORY, *sudo.parts),
        gaps=(*gaps, *sudo.gaps),
    )


def _who(who: tuple[str, ...], people: People, sudo: Sudo) -> set[str]:
    """The accounts that a sudoers user list means (sudoers(5), User_List)."""
    found: set[str] = set()
    for item in sudo.expanded(who):
        name = item.removeprefix("!")
        meant = _meant(name, people)
        found = found - meant if item.startswith("!") else found | meant
    return found


def _meant(name: str, people: People) -> set[str]:
    if name == "ALL":
        return {user.name for user in people.users}
    if name.startswith("%"):
        wanted = name[1:]
        by_id = wanted.removeprefix("#") if wanted.startswith("#") else None
        return {
            member
            for group in people.groups
            if wanted == group.name or by_id == str(group.gid)
            for member in people.members(group)
        }
    if name.startswith("#"):
        return {user.name for user in people.users if name[1:] == str(user.uid)}
    return {name}


def _group_grants(host: str, people: People, sudo: Sudo) -> Iterator[dict[str, Any]]:
    listed = {name[1:] for rule in sudo.rules for name in sudo.expanded(rule.who)}
    for group in people.groups:
        strong = group.name in _ROOT_GROUPS or group.name in listed
        for member in people.members(group):
            yield {
                "grant_id": f"{host}:group:{group.name}:{member}",
                "account_id": f"{host}:{member}",
                "role": group.name,
                "resource": host,
                "privileged": True if strong else None if sudo.gaps else False,
            }


def _sudo_grants(host: str, people: People, sudo: Sudo) -> Iterator[dict[str, Any]]:
    for number, rule in enumerate(sudo.rules, start=1):
        for name in sorted(_who(rule.who, people, sudo)):
            yield {
                "grant_id": f"{host}:sudo:{number}:{name}",
                "account_id": f"{host}:{name}",
                "role": "sudo",
                "resource": rule.what,
                "privileged": True,
            }
