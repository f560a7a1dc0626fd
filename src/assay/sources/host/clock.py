"""Whether a Linux machine's clock is synchronized, and by what."""

from collections.abc import Callable
from typing import Any

from assay.evidence import Gap
from assay.sources.host.tree import Sight, Tree
from assay.sources.inputs import Unreadable

__all__ = ["clock_sight", "kernel_clock"]

_TIMESYNCD = "/run/systemd/timesync/synchronized"
_DAEMONS = {
    "chrony": ("/run/chrony/chronyd.pid", "/var/run/chrony/chronyd.pid"),
    "ntpd": ("/run/ntpd.pid", "/var/run/ntpd.pid"),
    "timesyncd": ("/run/systemd/timesync",),
}
_STA_UNSYNC = 0x40
"""Clock unsynchronized: `status` of struct timex (adjtimex(2))."""
_STATUS_OFFSET = 40
"""Of `status` in struct timex on 64-bit Linux: an int, padding, four longs."""


def clock_sight(tree: Tree, host: str, ask_kernel: Callable[[], bool | None]) -> Sight:
    """The daemon at work, and the kernel's word for it; null where neither tells."""
    synchronized = ask_kernel() if tree.live else None
    method = next((name for name in _DAEMONS if _runs(tree, name)), None)
    if synchronized is None and _there(tree, _TIMESYNCD):
        synchronized = True  # made at the first success since boot
        method = "timesyncd"
    elif synchronized and method is None:
        method = "kernel"
    row: dict[str, Any] = {
        "host": host,
        "synchronized": synchronized,
        "method": method,
    }
    gaps: tuple[Gap, ...] = ()
    if synchronized is None:
        gaps = (Gap(part="clock", reason="neither kernel nor daemon tells its state"),)
    return Sight(
        table="time_sync",
        query=f"adjtimex(2) {_TIMESYNCD}",
        records=[row],
        parts=("clock",),
        gaps=gaps,
    )


def kernel_clock() -> bool | None:
    """What adjtimex(2) says, which needs no privilege to be asked; None if refused."""
    import ctypes  # noqa: PLC0415 - only a live host needs it

    if ctypes.sizeof(ctypes.c_long) != ctypes.sizeof(ctypes.c_int64):
        return None
    buffer = ctypes.create_string_buffer(512)  # modes = 0: read, change nothing
    try:
        outcome = ctypes.CDLL(None).adjtimex(buffer)
    except (OSError, AttributeError):
        return None
    if outcome < 0:
        return None
    status = ctypes.c_int.from_buffer(buffer, _STATUS_OFFSET).value
    return not status & _STA_UNSYNC


def _runs(tree: Tree, daemon: str) -> bool:
    return any(_there(tree, place) for place in _DAEMONS[daemon])


def _there(tree: Tree, name: str) -> bool:
    try:
        return tree.has(name)
    except Unreadable:
        return False
