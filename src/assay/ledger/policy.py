"""Whom a verifier trusts, as one text file: C2SP tlog-policy, and three lines of ours.

`log`, `witness`, `group` and `quorum` say which signed heads to accept. Ours say who
may sign what (`role NAME VKEY`), what is known to be the newest in a stream
(`current STREAM SEQ`), and which heads were seen before (`known ORIGIN SIZE ROOT`); see
docs/formats/policy.md. A policy belongs to the verifier and never travels in a package.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assay.ledger.checkpoint import Checkpoint, open_checkpoint
from assay.ledger.errors import ForkedLog, Superseded, WrongKey
from assay.ledger.merkle import verify_consistency
from assay.ledger.policy_text import (
    NO_QUORUM,
    Current,
    Group,
    Known,
    Lines,
    LogLine,
    Role,
    Witness,
    format_lines,
    parse_lines,
)
from assay.ledger.vkey import Key

__all__ = ["Policy", "Seen"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A signed head that the policy accepts, and who vouched for it."""

    checkpoint: Checkpoint
    """The head."""
    log: Key
    """The listed log that signed it."""
    witnesses: Mapping[str, int]
    """The listed witnesses that cosigned it, each with its time in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Whom a verifier trusts."""

    logs: tuple[LogLine, ...] = ()
    """The logs whose heads are accepted."""
    witnesses: tuple[Witness, ...] = ()
    """The witnesses whose cosignatures count."""
    groups: tuple[Group, ...] = ()
    """Groups of witnesses and of groups, each with its threshold."""
    quorum: str = NO_QUORUM
    """The witness or group that must have cosigned, or `none`."""
    roles: tuple[Role, ...] = ()
    """Who may sign envelopes as what."""
    current: tuple[Current, ...] = ()
    """What is known to be the newest in a stream."""
    known: tuple[Known, ...] = ()
    """Heads that were seen before and must not be contradicted."""

    @classmethod
    def parse(cls, data: bytes, *, file: str = "policy") -> "Policy":
        """The policy in `data`; BadInput lists everything wrong, by its line."""
        lines = parse_lines(data, file=file)
        return cls(
            logs=tuple(lines.logs.values()),
            witnesses=tuple(lines.witnesses.values()),
            groups=tuple(lines.groups.values()),
            quorum=lines.quorum or NO_QUORUM,
            roles=tuple(lines.roles),
            current=tuple(lines.current.values()),
            known=tuple(lines.known),
        )

    def format(self) -> bytes:
        """The policy as a file that parses to the same policy."""
        return format_lines(
            Lines(
                logs={one.key.public: one for one in self.logs},
                witnesses={one.name: one for one in self.witnesses},
                groups={one.name: one for one in self.groups},
                quorum=self.quorum,
                roles=list(self.roles),
                current={one.stream: one for one in self.current},
                known=list(self.known),
            )
        )

    def keys(self, role: str) -> tuple[Key, ...]:
        """The keys that may sign as `role`."""
        return tuple(one.key for one in self.roles if one.name == role)

    def see(self, note: bytes) -> Seen:
        """The head in `note`, if a listed log signed it and the quorum cosigned it."""
        logs = {one.key for one in self.logs}
        named = {one.key: one.name for one in self.witnesses}
        checkpoint, opened = open_checkpoint(note, {*logs, *named})
        signers = [key for key, _ in opened.signed if key.name == checkpoint.origin]
        log = next((key for key in signers if key in logs), None)
        if log is None:
            raise WrongKey(f"No listed log signed the head of {checkpoint.origin!r}")
        times = {named[key]: at for key, at in opened.times.items() if key in named}
        if self.quorum != NO_QUORUM and self.quorum not in self._reached(times):
            found = ", ".join(sorted(times)) or "nobody"
            raise WrongKey(
                f"The quorum {self.quorum!r} is not reached; cosigned by {found}"
            )
        return Seen(checkpoint=checkpoint, log=log, witnesses=times)

    def recall(
        self, checkpoint: Checkpoint, paths: Mapping[int, Sequence[bytes]] | None = None
    ) -> None:
        """`checkpoint` agrees with the heads seen before, if any, or ForkedLog.

        `paths` holds consistency paths by the size of the known head that they start
        from, or lead to where the known head is the larger one. A path from a head
        that is not the largest known one shows too little: a fork may lie between.
        """
        seen = [one for one in self.known if one.origin == checkpoint.origin]
        for one in seen:
            _agree(one, checkpoint, (paths or {}).get(one.size))
        sizes = {one.size for one in seen}
        enough = {size for size in sizes if size >= checkpoint.size} or {
            max(sizes, default=0)
        }
        shown = {0, checkpoint.size, *(paths or {})}
        if seen and not enough & shown:
            listed = ", ".join(map(str, sorted(enough)))
            raise ForkedLog(
                f"Nothing shows that the head of size {checkpoint.size} of "
                f"{checkpoint.origin} agrees with one seen before, of size {listed}",
                remedy="Ask the log for the consistency path between the two.",
            )

    def newest(self, stream: str, seq: int) -> None:
        """Nothing newer than `seq` is known in `stream`, or Superseded."""
        for one in self.current:
            if one.stream == stream and one.seq > seq:
                raise Superseded(
                    f"This is edition {seq + 1} of {stream}; {one.seq + 1} is current"
                )

    def _reached(self, cosigned: Mapping[str, int]) -> set[str]:
        """The witnesses and groups that have witnessed; groups stand in order."""
        reached = set(cosigned)
        for group in self.groups:
            if sum(name in reached for name in group.members) >= group.threshold:
                reached.add(group.name)
        return reached


def _agree(known: Known, checkpoint: Checkpoint, path: Sequence[bytes] | None) -> None:
    """What is shown of a known head does not speak against `checkpoint`."""
    if known.size == checkpoint.size and known.root != checkpoint.root:
        raise ForkedLog(
            f"The root of size {known.size} of {known.origin} was "
            f"{known.root.hex()}; here it is {checkpoint.root.hex()}"
        )
    if path is None or known.size in (0, checkpoint.size):
        return
    ends = sorted([(known.size, known.root), (checkpoint.size, checkpoint.root)])
    (old, old_root), (new, new_root) = ends
    verify_consistency(
        old=old, new=new, path=path, old_root=old_root, new_root=new_root
    )
