"""inputs: workloads as people have them. Plans, templates, snapshots, inventories."""

from assay.workload.inputs.maps import Maps, read_maps
from assay.workload.inputs.reading import read_workload

__all__ = ["Maps", "read_maps", "read_workload"]
