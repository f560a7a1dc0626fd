"""A Linux machine seen from inside: who can get in, what runs, what is encrypted.

It needs no privilege. What it cannot see is a gap, and what hangs on that is null.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from assay.errors import BadInput
from assay.evidence import Batch, Reach, Request
from assay.sources.batches import batch_of
from assay.sources.host.accounts import account_sight, people_of
from assay.sources.host.clock import clock_sight, kernel_clock
from assay.sources.host.disks import disk_sight
from assay.sources.host.grants import grant_sight, mighty
from assay.sources.host.packages import package_sight
from assay.sources.host.ports import port_sight
from assay.sources.host.sshd import sshd_of, sshd_settings
from assay.sources.host.sudoers import Sudo, sudo_of, sudo_settings
from assay.sources.host.tree import Sight, Tree
from assay.sources.options import meanings, option_problem, read_options, says

__all__ = ["SOURCE", "HostSource"]

_TABLES = (
    "account",
    "access_grant",
    "host_setting",
    "package",
    "endpoint",
    "encryption",
    "time_sync",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOptions:
    """How a machine is to be looked at."""

    name: str = field(
        default="", metadata=says("Id of the host; left out, what /etc/hostname says")
    )
    root: str = field(
        default="/", metadata=says("Folder that holds the machine's files, if a copy")
    )
    service: str = field(default="", metadata=says("Service that the host belongs to"))
    region: str = field(default="", metadata=says("Region that the host stands in"))


@dataclass(frozen=True, slots=True, kw_only=True)
class HostSource:
    """The machine that this runs on, or a copy of one's files."""

    kind: str = "host"
    tables: tuple[str, ...] = _TABLES
    ask_kernel: Callable[[], bool | None] = kernel_clock

    @property
    def options(self) -> Mapping[str, str]:
        """Each option with its meaning."""
        return meanings(HostOptions)

    def collect(self, request: Request) -> Iterator[Batch]:
        """One batch for each table."""
        options = read_options(HostOptions, request)
        tree = Tree(request.root / options.root)
        if not tree.root.is_dir():
            message = f"There is no folder {str(tree.root)!r}"
            raise BadInput([option_problem(request, "root", message)])
        host = options.name or tree.word("/etc/hostname")
        if not host:
            message = "The host has no name of its own"
            raise BadInput([option_problem(request, "name", message, "Give it one.")])
        sights = list(self._look(tree, host, request))
        return iter([_batch(request, options, host, sight) for sight in sights])

    def _look(self, tree: Tree, host: str, request: Request) -> Iterator[Sight]:
        people, sudo = people_of(tree), sudo_of(tree, host)
        strong = mighty(people, sudo)
        yield account_sight(host, people, strong, sudo, request.at)
        yield grant_sight(host, people, sudo)
        yield _settings(tree, host, sudo)
        yield package_sight(tree, host)
        yield port_sight(tree, host)
        yield disk_sight(tree, host)
        yield clock_sight(tree, host, self.ask_kernel)


def _settings(tree: Tree, host: str, sudo: Sudo) -> Sight:
    sshd = sshd_of(tree)
    return Sight(
        table="host_setting",
        query="/etc/ssh/sshd_config /etc/sudoers",
        records=[*sshd_settings(host, sshd), *sudo_settings(sudo)],
        parts=(*sshd.parts, *sudo.parts),
        gaps=(*sshd.gaps, *sudo.gaps),
    )


def _batch(request: Request, options: HostOptions, host: str, sight: Sight) -> Batch:
    place = {"service": options.service or None, "region": options.region or None}
    return batch_of(
        request,
        "host",
        sight.table,
        [{**place, **record} for record in sight.records],
        query=sight.query,
        parameters={"host": host, "root": options.root},
        place=place,
        parts=sight.parts,
        gaps=sight.gaps,
        asked=Reach(parts=(host,)),
    )


SOURCE = HostSource()
