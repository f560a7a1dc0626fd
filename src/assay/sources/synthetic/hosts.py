"""Hosts and what is found on them: settings, clocks, vulnerabilities, scans."""

from assay.sources.synthetic.columns import Columns, placed, row_name, spread
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, World

__all__ = ["clocks", "scans", "settings", "vulnerabilities"]

_SETTINGS = (
    ("sshd", "PermitRootLogin", "no"),
    ("malware", "scanner", "running"),
    ("audit", "forwarding", "on"),
)
_LIMIT = {"critical": 7, "high": 14, "medium": 60, "low": 200}
_RULES = (
    ("storage-not-public", "critical"),
    ("storage-encrypted", "high"),
    ("administrators-few", "high"),
    ("banner-set", "low"),
)


def _hosts(world: World) -> tuple[list[str], list[str], list[str]]:
    """Name, service and region of each host."""
    each = world.each(2.0)
    services, regions = spread(world.cells, each)
    names = [
        row_name("host", (service, region), row % each)
        for row, (service, region) in enumerate(zip(services, regions, strict=True))
    ]
    return names, services, regions


def settings(world: World, _people: People) -> Columns:
    """Table `host_setting`: three settings of each host, all as they should be."""
    names, services, regions = _hosts(world)
    copies = len(_SETTINGS)
    count = len(names) * copies
    return {
        "setting_id": [
            f"{name}/{area}/{key}" for name in names for area, key, _ in _SETTINGS
        ],
        "host": [name for name in names for _ in _SETTINGS],
        "area": [area for area, _, _ in _SETTINGS] * len(names),
        "name": [key for _, key, _ in _SETTINGS] * len(names),
        "value": [value for _, _, value in _SETTINGS] * len(names),
        "origin": ["file"] * count,
        "service": [service for service in services for _ in _SETTINGS],
        "region": [region for region in regions for _ in _SETTINGS],
        "observed_at": [world.now] * count,
    }


def clocks(world: World, _people: People) -> Columns:
    """Table `time_sync`: all within a few milliseconds."""
    names, services, regions = _hosts(world)
    count = len(names)
    offsets = world.dice("time_sync").numbers(count, -40, 40)
    return {
        "host": names,
        "synchronized": [True] * count,
        "method": ["chrony"] * count,
        "offset_ms": [float(offset) / 10 for offset in offsets],
        "service": services,
        "region": regions,
        "observed_at": [world.now] * count,
    }


def vulnerabilities(world: World, people: People) -> Columns:
    """Table `vulnerability`: fixed in time, just found, or accepted by somebody."""
    each = world.each(10.0, least=3)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("vulnerability")
    drawn = dice.picks(("critical", "high", "high", "medium", "medium", "low"), count)
    fresh = [row % 19 == 18 for row in range(count)]  # noqa: PLR2004 - a share
    accepted = [row % 37 == 36 for row in range(count)]  # noqa: PLR2004 - a share
    found = dice.ago(count, 70 * DAY, 200 * DAY)
    share = dice.numbers(count, 5, 90)
    open_ones = [fresh[row] or accepted[row] for row in range(count)]
    return {
        **placed(world, "vulnerability", services, regions, each),
        "asset": [
            row_name("host", (services[row], regions[row]), row % 2)
            for row in range(count)
        ],
        "severity": drawn,
        "found_at": [
            world.now - 3 * DAY if fresh[row] else found[row] for row in range(count)
        ],
        "fixed_at": [
            None
            if open_ones[row]
            else found[row] + min(_LIMIT[drawn[row]], 70) * DAY * share[row] // 100
            for row in range(count)
        ],
        "accepted_by": [people.present[0] if a else None for a in accepted],
    }


def scans(world: World, _people: People) -> Columns:
    """Table `scan_result`: what matters passes; one rule of low severity fails."""
    each = world.each(6.0, least=len(_RULES))
    services, regions = spread(world.cells, each)
    count = len(services)
    rules = [_RULES[row % each % len(_RULES)] for row in range(count)]
    return {
        **placed(world, "scan_result", services, regions, each),
        "scanner": ["made-up-scanner/3"] * count,
        "rule": [rule for rule, _ in rules],
        "title": [rule.replace("-", " ").capitalize() for rule, _ in rules],
        "resource_id": [
            row_name("resource", (services[row], regions[row]), row % each)
            for row in range(count)
        ],
        "outcome": ["fail" if rule == "banner-set" else "pass" for rule, _ in rules],
        "severity": [severity for _, severity in rules],
        "detail": [None] * count,
    }
