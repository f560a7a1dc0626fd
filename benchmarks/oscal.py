"""OSCAL beside compliance-trestle, `oscal`, `oscal-validate`, and the least work.

Correctness first: a published baseline must come out exactly, and every control that a
peer resolves must be the same as ours; what differs is told, and ours differing from
what was published ends the run. The floor is decoding and encoding the same bytes and
nothing else. The best of several rounds counts, since neighbours move the times.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import yaml
from lxml import etree
from oscal_data import Edition, baselines, editions

from assay.oscal import (
    judge,
    read,
    read_quickest,
    read_typed,
    structure_faults,
    write,
)
from assay.oscal.resolve import resolve

ASSAY = Path(sys.executable).parent / "assay"
ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".bench-venv/bin"
NEWER = ROOT / ".bench-venv-newer/bin"
"""The same peers on Python 3.12 or later, which `oscal-validate` needs."""

Seconds = dict[str, float]


def best(work: Callable[[], object], rounds: int) -> float:
    """The best time of some rounds, in seconds."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def decoded(data: bytes) -> Any:
    """The floor of reading: JSON decoded, no collection of garbage meanwhile."""
    gc.disable()
    try:
        return msgspec.json.decode(data)
    finally:
        gc.enable()


def resolved(profile: bytes, load: Callable[[str], Any]) -> bytes:
    """Ours, from the bytes of a profile to those of the catalog."""
    found = resolve(read(profile, form="json"), load, uri="file:///profile.json")
    return found.written("json")


def of_one(one: Edition, rounds: int) -> tuple[Seconds, Seconds]:
    """Ours and the floor's seconds for one edition."""
    profile = one.profile_for("catalog.json")
    document = read(one.catalog, form="json")
    made = json.loads(resolved(profile, lambda _: document))
    kept = read_quickest(one.catalog, form="json")

    def from_bytes() -> bytes:
        return resolved(profile, lambda _: read_quickest(one.catalog, form="json"))

    def least(catalog: bytes = one.catalog) -> bytes:
        decoded(catalog)
        decoded(profile)
        return msgspec.json.format(msgspec.json.encode(made), indent=2)

    ours = {
        "read": best(lambda: read(one.catalog, form="json"), rounds),
        "load": best(lambda: read_typed(one.catalog, form="json"), rounds),
        "validate structure": best(lambda: list(structure_faults(document)), rounds),
        "validate all": best(lambda: judge(document), 2),
        "resolve": best(from_bytes, rounds),
        "resolve, catalog read": best(
            lambda: resolved(profile, lambda _: kept), rounds
        ),
    }
    floor = {
        "read": best(lambda: decoded(one.catalog), rounds),
        "load": best(lambda: decoded(one.catalog), rounds),
        "resolve": best(least, rounds),
        "resolve, catalog read": best(lambda: least(b"{}"), rounds),
    }
    return ours, floor


def of_baselines(found: list[Edition], rounds: int) -> dict[str, Any]:
    """Every published profile resolved, the catalogs read before."""
    kept = {one.name: read_quickest(one.catalog, form="json") for one in found}
    profiles = {name: read(data, form="json") for name, data in baselines().items()}

    def loading(edition: str) -> Callable[[str], Any]:
        return lambda uri: profiles.get(uri.rpartition("/")[2], kept[edition])

    def work() -> None:
        for name, profile in profiles.items():
            edition = next((one for one in kept if one in name), found[0].name)
            resolve(profile, loading(edition), uri=f"file:///{name}")

    return {"count": len(profiles), "seconds": best(work, rounds)}


def of_forms(one: Edition, rounds: int) -> tuple[Seconds, Seconds]:
    """The other two forms, after they gave back the same document."""
    document = read(one.catalog, form="json")
    in_yaml, in_xml = write(document, "yaml"), write(document, "xml")
    if read(in_yaml, form="yaml").tree != document.tree:
        sys.exit("YAML gives another document back; nothing was timed.")
    if read(in_xml, form="xml").tree != document.tree:
        sys.exit("XML gives another document back; nothing was timed.")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

    def events() -> None:
        for _ in yaml.parse(in_yaml, Loader=loader):
            pass

    ours = {
        "yaml": best(lambda: read(in_yaml, form="yaml"), rounds),
        "xml": best(lambda: read(in_xml, form="xml"), rounds),
        "xml written": best(lambda: write(document, "xml"), 1),
    }
    floor = {
        "yaml": best(events, rounds),
        "xml": best(lambda: etree.fromstring(in_xml), rounds),
    }
    return ours, floor


def workspace(root: Path, found: list[Edition]) -> None:
    """The documents as the peers look for them."""
    (root / ".trestle").mkdir()
    for one in found:
        put(root / f"catalogs/{one.name}/catalog.json", one.catalog)
        trestle = one.profile_for(f"trestle://catalogs/{one.name}/catalog.json")
        put(root / f"profiles/{one.name}/profile.json", trestle)
        plain = f"catalogs/{one.name}/catalog.json"
        put(root / f"plain-{one.name}.json", one.profile_for(plain))
    in_yaml = write(read(found[0].catalog, form="json"), "yaml")
    put(root / "catalogs/yaml/catalog.yaml", in_yaml)


def put(path: Path, data: bytes) -> None:
    """Write a file, and the folder it is in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def peers(root: Path, names: list[str], rounds: int) -> dict[str, Seconds]:
    """The peers' seconds; empty where none is installed."""
    if not (PEERS / "python").exists():
        return {}
    given = json.dumps({"root": str(root), "names": names, "rounds": rounds})
    said = subprocess.run(
        [str(PEERS / "python"), str(Path(__file__).with_name("oscal_peers.py"))],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        cwd=root,  # one of them unpacks 160 MB where it stands
    )
    if said.returncode:
        sys.exit(f"The peers failed:\n{said.stderr[-2000:]}")
    found: dict[str, Seconds] = json.loads(said.stdout.splitlines()[-1])
    return found


def controls(value: Any) -> dict[str, str]:
    """Each control of a catalog without those inside it, as comparable text."""
    found: dict[str, str] = {}
    for one in value.get("groups", ()):
        found |= controls(one)
    for one in value.get("controls", ()):
        own = {key: inside for key, inside in one.items() if key != "controls"}
        found[one["id"]] = json.dumps(own, sort_keys=True)
        found |= controls(one)
    return found


def compared(root: Path, found: list[Edition]) -> list[str]:
    """What was compared, in words; ends the run where ours is wrong."""
    told: list[str] = []
    for one in found:
        document = read(one.catalog, form="json")
        profile = one.profile_for("catalog.json")
        ours = json.loads(resolved(profile, lambda _: document))["catalog"]  # noqa: B023
        if one.published is not None:
            theirs = json.loads(one.published)["catalog"]
            for key in ("groups", "params", "back-matter"):
                if ours.get(key) != theirs.get(key):
                    sys.exit(f"{one.name}: our {key} differ from those published")
            told.append(f"{one.name}: all as published")
        for peer in ("trestle", "oscal"):
            path = root / f"{peer}-{one.name}.json"
            if path.exists():
                other = controls(json.loads(path.read_bytes())["catalog"])
                mine = controls(ours)
                same = sum(mine[name] == other.get(name) for name in mine)
                told.append(
                    f"{one.name}: {same} of {len(mine)} controls same by {peer}"
                )
    return told


def processes(root: Path, found: list[Edition], rounds: int) -> dict[str, Any]:
    """Whole processes, interleaved: median seconds and peak memory in MB."""
    commands: dict[str, list[str]] = {"bare python": [sys.executable, "-c", "pass"]}
    for one in found:
        catalog = str(root / f"catalogs/{one.name}/catalog.json")
        plain = str(root / f"plain-{one.name}.json")
        out = str(root / "out.json")
        commands |= {
            f"assay resolve {one.name}": [
                str(ASSAY),
                "catalog",
                "resolve",
                plain,
                "-o",
                out,
            ],
            f"assay validate {one.name}": [str(ASSAY), "catalog", "validate", catalog],
        }
        if (PEERS / "trestle").exists():
            trestle = [str(PEERS / "trestle"), "author", "profile-resolve"]
            commands[f"trestle resolve {one.name}"] = [
                *trestle,
                "-tr",
                str(root),
                "-n",
                one.name,
                "-o",
                f"out-{one.name}",
            ]
        if (NEWER / "oscal-validate").exists():
            command = [str(NEWER / "oscal-validate"), catalog]
            commands[f"oscal-validate {one.name}"] = command
    times: dict[str, list[float]] = {name: [] for name in commands}
    memory: dict[str, float] = {}
    for _ in range(rounds):
        for name, command in commands.items():
            seconds, peak = process(command)
            times[name].append(seconds)
            memory[name] = max(peak, memory.get(name, 0.0))
    return {
        name: {"seconds": statistics.median(taken), "megabytes": memory[name]}
        for name, taken in times.items()
    }


LAUNCHER = """
import os, sys, time
start = time.perf_counter()
into = os.open(os.devnull, os.O_WRONLY)
quiet = [(os.POSIX_SPAWN_DUP2, into, 1), (os.POSIX_SPAWN_DUP2, into, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - start
print(os.waitstatus_to_exitcode(status), seconds, usage.ru_maxrss / 1024)
"""
"""A process is charged with the memory of the one that started it, so that is small."""


def process(command: list[str]) -> tuple[float, float]:
    """How long one process took, and the most memory it had, in MB."""
    launched = [sys.executable, "-I", "-S", "-c", LAUNCHER, *command]
    said = subprocess.run(launched, capture_output=True, text=True, check=True)
    code, seconds, megabytes = said.stdout.split()
    if code not in ("0", "1"):  # 1: the document has faults
        sys.exit(f"{' '.join(command)} ended with {code}")
    return float(seconds), float(megabytes)


def loaded_memory(root: Path, one: Edition) -> float:
    """Peak memory in MB of a process that reads a catalog and does nothing more."""
    code = (
        "import sys; from pathlib import Path; from assay.oscal import read;"
        "read(Path(sys.argv[1]).read_bytes(), form='json')"
    )
    path = str(root / f"catalogs/{one.name}/catalog.json")
    return process([sys.executable, "-c", code, path])[1]


def measure(rounds: int) -> dict[str, Any]:
    """Everything, side by side."""
    found = editions()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        workspace(root, found)
        theirs = peers(root, [one.name for one in found], rounds)
        result: dict[str, Any] = {
            "compared": compared(root, found),
            "peers": theirs,
            "editions": {},
        }
        for one in found:
            ours, floor = of_one(one, rounds)
            result["editions"][one.name] = {
                "megabytes": len(one.catalog) / 1e6,
                "ours": ours,
                "floor": floor,
                "memory": loaded_memory(root, one),
            }
        result["baselines"] = of_baselines(found, rounds)
        ours, floor = of_forms(found[0], rounds)
        result["forms"] = {"of": found[0].name, "ours": ours, "floor": floor}
        result["processes"] = processes(root, found, rounds)
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    result = measure(9 if options.full else 5)
    if options.json:
        print(json.dumps({"oscal": result}))
        return
    show(result)


def show(result: dict[str, Any]) -> None:
    """The ratios, for people."""
    print("\nOSCAL, best of several rounds; every ratio is of this run")
    for said in result["compared"]:
        print(f"  {said}")
    for name in ("trestle", "oscal"):
        if name not in result["peers"]:
            print(f"  {name} is not installed; `make bench` installs it")
    for name, one in result["editions"].items():
        print(f"  {name}, {one['megabytes']:.1f} MB of JSON")
        for job, ours in one["ours"].items():
            line(job, ours, one["floor"].get(job), rivals(result, f"{job} {name}"))
        print(f"    {'memory of a process that read it':<28} {one['memory']:9.0f} MB")
    every = result["baselines"]
    if every["count"]:
        print("  of catalogs that are read")
        line(f"{every['count']} baselines", every["seconds"], None, ())
    forms = result["forms"]
    print(f"  {forms['of']} in the other forms")
    for job, ours in forms["ours"].items():
        line(job, ours, forms["floor"].get(job), rivals(result, job))
    show_processes(result["processes"], list(result["editions"]))


def show_processes(found: dict[str, Any], names: list[str]) -> None:
    """Whole processes, and how often ours ends before a peer's does."""
    print("  whole processes, median")
    for name, one in found.items():
        line(name, one["seconds"], None, (), f"{one['megabytes']:5.0f} MB")
    verbs = {"resolve": "trestle resolve", "validate": "oscal-validate"}
    for name in names:
        for verb, peer in verbs.items():
            ours, other = found[f"assay {verb} {name}"], found.get(f"{peer} {name}")
            if other is None:
                print(f"    {peer} {name} is not measured: {ABSENT[verb]}")
            else:
                ratio = other["seconds"] / ours["seconds"]
                print(f"    {verb} {name}: {ratio:.1f} x faster than {peer.split()[0]}")


ABSENT = {
    "resolve": "compliance-trestle is not installed",
    "validate": "it needs Python 3.12 or later, and none was found",
}


def rivals(result: dict[str, Any], job: str) -> list[tuple[str, float]]:
    """The peers that did a job, with their seconds."""
    return [(name, got[job]) for name, got in result["peers"].items() if job in got]


def line(
    job: str,
    ours: float,
    floor: float | None,
    theirs: list[tuple[str, float]] | tuple[()],
    more: str = "",
) -> None:
    """One measurement: ours here, to the floor, to each peer."""
    parts = [f"    {job:<28} {ours * 1000:9.1f} ms"]
    if floor is not None:
        parts.append(f"{ours / floor:5.1f} x the floor")
    parts += [f"{other / ours:5.1f} x faster than {name}" for name, other in theirs]
    print("  ".join([*parts, more] if more else parts))


if __name__ == "__main__":
    main()
