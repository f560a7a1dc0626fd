"""What peers do with the same OSCAL documents; run by the peers' own interpreter.

Reads `{"root": folder, "names": [...], "rounds": n}` on standard input; the folder is a
workspace of compliance-trestle with a catalog, and a profile, of each name. Prints the
best seconds of each job and leaves what was resolved in the folder, to be compared.
What is not installed, or cannot do a job, is left out.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

Found = dict[str, float]


def main() -> None:
    """Do the jobs, and print how long they took."""
    del sys.path[0]  # this folder, where the benchmark has the name of a peer
    given = json.load(sys.stdin)
    root, rounds = Path(given["root"]), given["rounds"]
    found: dict[str, Found] = {}
    if find_spec("trestle"):
        found["trestle"] = trestle(root, given["names"], rounds)
    if find_spec("oscal"):
        found["oscal"] = oscal(root, given["names"], rounds)
    print(json.dumps(found))


def best(work: Callable[[], object], rounds: int) -> float:
    """The best time of some rounds, in seconds."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def trestle(root: Path, names: list[str], rounds: int) -> Found:
    """Load and resolve with compliance-trestle."""
    resolver: Any = import_module("trestle.core.profile_resolver").ProfileResolver
    model: Any = import_module("trestle.oscal.catalog").Catalog
    found: Found = {}
    for name in names:
        catalog = root / f"catalogs/{name}/catalog.json"
        profile = str(root / f"profiles/{name}/profile.json")

        def resolved(profile: str = profile) -> str:
            made = resolver.get_resolved_profile_catalog(root, profile)
            return str(made.oscal_serialize_json())

        found[f"load {name}"] = best(lambda: model.oscal_read(catalog), rounds)  # noqa: B023
        found[f"resolve {name}"] = best(resolved, rounds)
        (root / f"trestle-{name}.json").write_text(resolved())
    yaml = root / "catalogs/yaml/catalog.yaml"
    found["yaml"] = best(lambda: model.oscal_read(yaml), 1)
    return found


def oscal(root: Path, names: list[str], rounds: int) -> Found:
    """Load and resolve with `oscal`; its first use, which unpacks, is not timed."""
    package: Any = import_module("oscal")
    found: Found = {}
    for name in names:
        catalog = str(root / f"catalogs/{name}/catalog.json")
        profile = str(root / f"plain-{name}.json")

        def resolved(profile: str = profile) -> Any:
            loaded = package.Profile.load(profile)
            return loaded.resolve_and_dumps_catalog("json")

        package.Catalog.load(catalog)
        found[f"load {name}"] = best(lambda: package.Catalog.load(catalog), rounds)  # noqa: B023
        made = resolved()
        if made:
            found[f"resolve {name}"] = best(resolved, rounds)
            (root / f"oscal-{name}.json").write_text(made)
    return found


if __name__ == "__main__":
    main()
