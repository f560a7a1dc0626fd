"""What a verification found: one line for each check, with what was compared."""

from dataclasses import dataclass
from typing import Literal

from assay.canonical import Json

__all__ = ["Check", "Report"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was compared, and how that came out."""

    name: str
    """`seal`, `packing`, `manifest`, `signature`, `statement`, `log`, `entries`..."""
    outcome: Literal["yes", "no", "unknown"]
    """`unknown`: nothing to compare it with; said, and never counted as a pass."""
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Whether a package is genuine and current, and if not, why not."""

    reason: str
    """Empty where it is genuine; else `altered`, `wrong_key`, `not_in_log`,
    `forked_log`, `superseded` or `malformed`."""
    remedy: str
    """What to do about it."""
    checks: tuple[Check, ...]
    """In the order made, up to the first that failed."""
    provider: str = ""
    on: str = ""
    stream: str = ""
    seq: int | None = None
    entry: int | None = None
    """Index of the publication in the log."""
    origin: str = ""
    size: int | None = None
    root: str = ""
    """The head of the log that the package was proved under."""

    @property
    def genuine(self) -> bool:
        """Whether every check that could be made came out well."""
        return not self.reason

    @property
    def exit_code(self) -> int:
        """0 genuine, 1 the honest answer is no."""
        return 0 if self.genuine else 1

    def lines(self) -> tuple[str, ...]:
        """The report for a terminal, a line for each check."""
        wide = max((len(check.name) for check in self.checks), default=0)
        said = [
            f"{check.outcome:<7}  {check.name:<{wide}}  {check.says}"
            for check in self.checks
        ]
        verdict = "genuine" if self.genuine else f"not genuine: {self.reason}"
        if self.reason == "superseded":
            verdict = "genuine, but superseded"
        return (*said, verdict, *([f"    {self.remedy}"] if self.remedy else []))

    def data(self) -> dict[str, Json]:
        """The report for a machine."""
        return {
            "genuine": self.genuine,
            "reason": self.reason or None,
            "remedy": self.remedy,
            "provider": self.provider,
            "on": self.on,
            "stream": self.stream,
            "seq": self.seq,
            "entry": self.entry,
            "log": {"origin": self.origin, "size": self.size, "root": self.root},
            "checks": [
                {"name": c.name, "outcome": c.outcome, "says": c.says}
                for c in self.checks
            ],
        }
