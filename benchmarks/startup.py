"""How long a person waits for the first word: whole processes, against bare Python.

Prints medians of several interleaved rounds as ratios to `python -c pass`.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASSAY = Path(sys.executable).parent / "assay"
COMMANDS: dict[str, list[str]] = {
    "bare python": [sys.executable, "-c", "pass"],
    "import click": [sys.executable, "-c", "import click"],
    "assay --help": [str(ASSAY), "--help"],
    "assay verify --help": [str(ASSAY), "verify", "--help"],
    "assay scope --help": [str(ASSAY), "scope", "--help"],
}


def measure(rounds: int) -> dict[str, float]:
    """Median seconds of each command; one round runs each once, so drift is shared."""
    with tempfile.TemporaryDirectory() as folder:
        root = f"{folder}/northwind"
        example = [str(ASSAY), "init", root, "--example", "northwind"]
        subprocess.run(example, check=True, capture_output=True)
        asked = [
            str(ASSAY),
            "scope",
            "object-storage",
            "--program",
            "soc-2",
            "-C",
            root,
        ]
        commands = {**COMMANDS, "assay scope SERVICE": asked}
        times: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(rounds + 1):
            for name, command in commands.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                times[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken[1:]) for name, taken in times.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--full", action="store_true", help="More rounds.")
    options = parser.parse_args()
    found = measure(options.rounds * 3 if options.full else options.rounds)
    floor = found["bare python"]
    ratios = {name: taken / floor for name, taken in found.items()}
    if options.json:
        print(json.dumps({"startup": {"seconds": found, "ratios": ratios}}))
        return
    print("\nStart-up, whole process, as a multiple of bare Python")
    for name, ratio in ratios.items():
        print(f"  {name:<22} {ratio:6.1f} x   ({found[name] * 1000:.0f} ms here)")


if __name__ == "__main__":
    main()
