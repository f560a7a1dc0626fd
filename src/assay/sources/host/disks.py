"""Encryption at rest of a Linux machine's disks, as the device mapper shows it.

What the machine encrypts itself is seen. A disk that is only lent to it (by a
hypervisor or a cloud) may be encrypted underneath: there the answer is null.
"""

from dataclasses import dataclass
from typing import Any

from assay.evidence import Gap
from assay.sources.host.tree import Sight, Tree, gap
from assay.sources.inputs import Unreadable

__all__ = ["disk_sight"]

_BLOCK = "/sys/block"
_NOT_DISKS = ("loop", "ram", "zram", "sr", "fd", "nbd")
_LENT = ("vd", "xvd")
_LENT_MODELS = ("amazon elastic block", "google", "persistentdisk", "qemu", "virtual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A block device: a disk, a partition, or something mapped onto others."""

    name: str
    path: str
    title: str
    """What people call it: the mapper's name, else the kernel's."""
    crypt: str
    """Method, where the device itself decrypts; else empty."""
    lent: bool
    below: tuple[str, ...]
    above: tuple[str, ...]
    parts: tuple[str, ...]


def disk_sight(tree: Tree, host: str) -> Sight:
    """Every device that holds data directly, with whether it is encrypted."""
    gaps: list[Gap] = []
    try:
        devices = _devices(tree)
    except Unreadable as fault:
        devices = {}
        gaps.append(gap(_BLOCK, fault))
    if not devices and not gaps:
        gaps.append(Gap(part=_BLOCK, reason="shows no disk"))
    records = [
        _row(host, device, devices) for device in devices.values() if not device.parts
    ]
    return Sight(
        table="encryption",
        query=f"{_BLOCK}/*/dm/uuid",
        records=records,
        parts=(_BLOCK,),
        gaps=tuple(gaps),
    )


def _devices(tree: Tree) -> dict[str, Device]:
    found: dict[str, Device] = {}
    for name in tree.names(_BLOCK):
        if name.startswith(_NOT_DISKS):
            continue
        path = f"{_BLOCK}/{name}"
        inside = [n for n in tree.names(path) if tree.has(f"{path}/{n}/partition")]
        lent = _is_lent(tree, name, path)
        found[name] = _device(tree, name, path, lent=lent, parts=tuple(inside))
        for part in inside:
            found[part] = _device(tree, part, f"{path}/{part}", lent=lent, parts=())
    return found


def _device(
    tree: Tree, name: str, path: str, *, lent: bool, parts: tuple[str, ...]
) -> Device:
    uuid = tree.word(f"{path}/dm/uuid")
    kind = uuid.split("-")[1:2] if uuid.startswith("CRYPT-") else []
    return Device(
        name=name,
        path=path,
        title=tree.word(f"{path}/dm/name") or name,
        crypt=kind[0] if kind else "",
        lent=lent,
        below=tuple(tree.names(f"{path}/slaves")),
        above=tuple(tree.names(f"{path}/holders")),
        parts=parts,
    )


def _is_lent(tree: Tree, name: str, path: str) -> bool:
    model = tree.word(f"{path}/device/model").lower()
    return name.startswith(_LENT) or any(word in model for word in _LENT_MODELS)


def _row(host: str, device: Device, devices: dict[str, Device]) -> dict[str, Any]:
    method = _method(device, devices)
    return {
        "volume_id": f"{host}:{device.title}",
        "kind": "volume" if device.below or "dm-" in device.name else "disk",
        "encrypted": True if method else _known_plain(device, devices),
        "method": method or None,
    }


def _method(device: Device, devices: dict[str, Device], depth: int = 8) -> str:
    """How it is encrypted: itself, by all it rests on, or by all that rests on it."""
    if device.crypt or depth == 0:
        return device.crypt
    over = [devices[name] for name in device.above if name in devices]
    if over and all(upper.crypt for upper in over):
        return over[0].crypt
    under = [devices[name] for name in device.below if name in devices]
    methods = [_method(lower, devices, depth - 1) for lower in under]
    return methods[0] if methods and all(methods) else ""


def _known_plain(device: Device, devices: dict[str, Device]) -> bool | None:
    """False where nothing encrypts it; null where something underneath may."""
    under = [devices[name] for name in device.below if name in devices]
    lent = device.lent or any(lower.lent for lower in under)
    missing = len(under) != len(device.below)
    return None if lent or missing else False
