"""What runs and what is stored: resources, buckets, endpoints, keys."""

from assay.sources.synthetic.columns import Columns, placed, spread
from assay.sources.synthetic.people import People
from assay.sources.synthetic.world import DAY, World

__all__ = [
    "buckets",
    "endpoints",
    "module_names",
    "modules",
    "resources",
    "rules",
    "volumes",
]

_MODULES = ("tls", "storage", "keys")


def resources(world: World, _people: People) -> Columns:
    """Table `resource`: each owned by its service; some customers are leaving."""
    each = world.each(6.0, least=3)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("resource")
    kinds = [("host", "tenant-store", "queue")[row % 3] for row in range(count)]
    leaving = [row % 87 == 85 for row in range(count)]  # noqa: PLR2004 - a share
    return {
        **placed(world, "resource", services, regions, each),
        "kind": kinds,
        "account": dice.picks([f"account-{i:03d}" for i in range(40)], count),
        "owner": services,
        "environment": ["production"] * count,
        "created_at": dice.ago(count, 30 * DAY, 900 * DAY),
        "tags": [
            _tags(kind, leaves) for kind, leaves in zip(kinds, leaving, strict=True)
        ],
    }


def _tags(kind: str, leaves: bool) -> list[str]:  # noqa: FBT001 - two words of a row
    if kind != "tenant-store":
        return ["environment=production"]
    return ["tenant=closing"] if leaves else ["tenant=open"]


def buckets(world: World, _people: People) -> Columns:
    """Table `storage_bucket`: encrypted, versioned, logged and private."""
    each = world.each(6.0)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("storage_bucket")
    columns = placed(world, "storage_bucket", services, regions, each)
    return {
        **columns,
        "name": columns["bucket_id"],
        "account": dice.picks([f"account-{i:03d}" for i in range(40)], count),
        "encryption": dice.picks(("provider", "customer"), count),
        "versioning": [True] * count,
        "logging": [True] * count,
        "public": [False] * count,
        "tls_only": [True] * count,
        "mfa_delete": dice.picks((True, False), count),
    }


def rules(world: World, people: People) -> Columns:
    """Table `network_rule`: the web from everywhere, the rest from our own networks."""
    each = world.each(10.0, least=3)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("network_rule")
    ports = dice.picks((443, 443, 22, 5432, 8443), count)
    nets = dice.picks([f"10.{i}.0.0/16" for i in range(200)], count)
    return {
        **placed(world, "network_rule", services, regions, each),
        "resource_id": dice.picks([f"interface-{i:04d}" for i in range(500)], count),
        "direction": ["in"] * count,
        "protocol": ["tcp"] * count,
        "port_from": ports,
        "port_to": ports,
        "source": [
            "0.0.0.0/0" if port == 443 else net  # noqa: PLR2004 - https
            for port, net in zip(ports, nets, strict=True)
        ],
        "approved_by": dice.picks(people.present, count),
        "reviewed_at": dice.ago(count, 5 * DAY, 170 * DAY),
    }


def endpoints(world: World, _people: People) -> Columns:
    """Table `endpoint`: TLS 1.2 and later; validated modules in government regions."""
    each = world.each(2.0)
    services, regions = spread(world.cells, each)
    count = len(services)
    columns = placed(world, "endpoint", services, regions, each)
    return {
        **columns,
        "host": [
            f"{service}.{region}.northwind.example"
            for service, region in zip(services, regions, strict=True)
        ],
        "port": [443] * count,
        "protocol": ["https"] * count,
        "tls_version": world.dice("endpoint").picks(("TLSv1.2", "TLSv1.3"), count),
        "fips_module": [
            module_names(region)[0] if region in world.government else None
            for region in regions
        ],
        "public": [True] * count,
    }


def module_names(region: str) -> list[str]:
    """Keys of the modules of a government region; the first ends TLS."""
    return [f"module/{region}/{name}" for name in _MODULES]


def modules(world: World, _people: People) -> Columns:
    """Table `crypto_module`: those in the government regions, all validated."""
    rows = [(region, name) for region in world.government for name in _MODULES]
    count = len(rows)
    return {
        "module_id": [m for region in world.government for m in module_names(region)],
        "module": [f"Northwind {name} module" for _, name in rows],
        "version": ["3.1"] * count,
        "certificate": [f"made-up-{index + 1:04d}" for index in range(count)],
        "standard": ["FIPS 140-3"] * count,
        "validation_status": ["active"] * count,
        "validated_until": [world.now + 900 * DAY] * count,
        "region": [region for region, _ in rows],
        "observed_at": [world.now] * count,
    }


def volumes(world: World, _people: People) -> Columns:
    """Table `encryption`: all encrypted, keys rotated within the year."""
    each = world.each(8.0)
    services, regions = spread(world.cells, each)
    count = len(services)
    dice = world.dice("encryption")
    return {
        **placed(world, "encryption", services, regions, each),
        "kind": dice.picks(("volume", "database", "backup"), count),
        "encrypted": [True] * count,
        "method": dice.picks(("provider key", "customer key"), count),
        "key_rotated_at": dice.ago(count, DAY, 340 * DAY),
    }
