"""What the evidence shows of the services that customers' accounts use."""

# pyarrow's stubs leave some generic parameters open:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from collections.abc import Iterator
from typing import Final

from assay.canonical import json_text
from assay.evidence import Manifest
from assay.findings import Observation, Uses, uses_of
from assay.workspace.open import Workspace

__all__ = ["uses_in"]

_INVENTORY: Final = "resource"
_TABLES: Final = (_INVENTORY, "storage_bucket")
"""Tables whose rows say which account holds what."""


def uses_in(workspace: Workspace) -> Uses:
    """The uses that the lake's batches show; nothing is read where no service left."""
    if all(one.until is None for one in workspace.register.eligible):
        return Uses()
    return uses_of(_observations(workspace))


def _observations(workspace: Workspace) -> Iterator[Observation]:
    accounts = frozenset(
        account
        for party in workspace.register.parties.values()
        if party.kind == "customer"
        for account in party.accounts
    )
    for table in _TABLES:
        for manifest in workspace.lake.manifests(table):
            question = (table, manifest.source, manifest.query)
            yield Observation(
                question=f"{' '.join(question)} {json_text(manifest.parameters)}",
                on=manifest.observed_at.date(),
                spots=_spots(workspace, manifest, accounts),
                partial=manifest.partial,
                whole=table == _INVENTORY and _whole(workspace, manifest),
            )


def _whole(workspace: Workspace, manifest: Manifest) -> bool:
    """Whether every service and region was asked about."""
    register, asked = workspace.register, manifest.asked
    services = not asked.services or register.services.keys() <= {*asked.services}
    regions = not asked.regions or register.regions.keys() <= {*asked.regions}
    return services and regions


def _spots(
    workspace: Workspace, manifest: Manifest, accounts: frozenset[str]
) -> frozenset[tuple[str, str, str]]:
    """The customers' accounts in a batch, with the services and regions of each."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - only where a service left a list

    found: set[tuple[str, str, str]] = set()
    for path in workspace.lake.paths(manifest):
        rows = pq.read_table(path, columns=["account", "service", "region"])
        distinct = rows.group_by(["account", "service", "region"]).aggregate([])
        for row in distinct.to_pylist():
            if row["account"] in accounts:
                found.add((row["account"], row["service"] or "", row["region"] or ""))
    return frozenset(found)
