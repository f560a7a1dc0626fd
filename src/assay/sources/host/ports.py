"""Ports a Linux machine listens on, as the kernel lists them in /proc/net."""

import re
import sys
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from assay.evidence import Gap
from assay.sources.host.tree import Sight, Tree, gap
from assay.sources.inputs import Unreadable

__all__ = ["port_sight"]

_TABLES = {
    "/proc/net/tcp": "tcp",
    "/proc/net/tcp6": "tcp",
    "/proc/net/udp": "udp",
    "/proc/net/udp6": "udp",
}
_LISTENING = {"tcp": "0A", "udp": "07"}
"""TCP_LISTEN, and TCP_CLOSE as an unconnected UDP socket has it (tcp_states.h)."""
_SOCKET = re.compile(r"socket:\[(\d+)\]")
_ENTRY = re.compile(
    r"\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F:]+ ([0-9A-F]{2}) "
    r"\S+ \S+ \S+\s+\d+\s+\d+ (\d+).*"
)


def port_sight(tree: Tree, host: str) -> Sight:
    """Every listening socket once; the process where its descriptors can be seen."""
    gaps: list[Gap] = []
    owners = _owners(tree)
    found: dict[str, dict[str, Any]] = {}
    for name, protocol in _TABLES.items():
        for address, port, inode in _listening(tree, name, protocol, gaps):
            row = _row(host, protocol, address, port, owners.get(inode))
            known = found.setdefault(row["endpoint_id"], row)
            known["process"] = known["process"] or row["process"]
    return Sight(
        table="endpoint",
        query=" ".join(_TABLES),
        records=list(found.values()),
        parts=tuple(_TABLES),
        gaps=tuple(gaps),
    )


def _row(
    host: str, protocol: str, address: str, port: int, process: str | None
) -> dict[str, Any]:
    inward = address.startswith("127.") or address == "::1"
    return {
        "endpoint_id": f"{host}:{protocol}:{address}:{port}",
        "host": host,
        "port": port,
        "protocol": protocol,
        "address": address,
        "process": process,
        # what a firewall in between lets through cannot be seen from here
        "public": False if inward else None,
    }


def _listening(
    tree: Tree, name: str, protocol: str, gaps: list[Gap]
) -> Iterator[tuple[str, int, str]]:
    try:
        text = tree.text(name)
    except Unreadable as fault:
        gaps.append(gap(name, fault))
        return
    if text is None:
        if not name.endswith("6"):  # without IPv6 the kernel has no such table
            gaps.append(Gap(part=name, reason="is not there"))
        return
    for number, line in enumerate(text.split("\n")[1:], start=2):
        entry = _ENTRY.fullmatch(line)
        if entry is None:
            if line.strip():
                gaps.append(Gap(part=name, reason=f"line {number} is malformed"))
        elif entry[3] == _LISTENING[protocol]:
            yield _address(entry[1]), int(entry[2], 16), entry[4]


def _address(text: str, order: str = sys.byteorder) -> str:
    """The kernel prints an address as 32-bit words in the machine's byte order."""
    raw = b""
    for start in range(0, len(text), 8):
        word = bytes.fromhex(text[start : start + 8])
        raw += word[::-1] if order == "little" else word
    if len(raw) == 4:  # noqa: PLR2004 - bytes of an IPv4 address
        return str(IPv4Address(raw))
    address = IPv6Address(raw)
    return str(address.ipv4_mapped or address)


def _owners(tree: Tree) -> dict[str, str]:
    """Socket inode to program name, of the processes whose descriptors we may see."""
    found: dict[str, str] = {}
    for pid in _quiet_names(tree, "/proc"):
        if not pid.isdigit():
            continue
        for number in _quiet_names(tree, f"/proc/{pid}/fd"):
            try:
                link = tree.link(f"/proc/{pid}/fd/{number}")
            except Unreadable:
                continue  # the process ended, or is not ours
            socket = _SOCKET.fullmatch(link)
            if socket:
                found.setdefault(socket[1], tree.word(f"/proc/{pid}/comm") or pid)
    return found


def _quiet_names(tree: Tree, folder: str) -> list[str]:
    try:
        return tree.names(folder)
    except Unreadable:
        return []
