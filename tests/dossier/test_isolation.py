"""The verifier stands alone: little is imported, and nothing is reached."""

import subprocess
import sys
from pathlib import Path
from typing import Any

HEAVY = (
    "duckdb",
    "pyarrow",
    "django",
    "sqlite3",
    "typst",
    "msgspec",
    "lxml",
    "sqlglot",
    "typer",
    "rich",
)

PROGRAM = """
import builtins, pathlib, socket, sys
def refuse(*a, **k): raise SystemExit("the network was touched")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from assay.dossier.verify import verify
from assay.ledger import Policy
data, policy = (pathlib.Path(p).read_bytes() for p in sys.argv[1:3])
def closed(*a, **k): raise SystemExit("a file was opened")
builtins.open = closed
report = verify(data, Policy.parse(policy))
loaded = sorted({name.partition(".")[0] for name in sys.modules})
rooms = sorted(name for name in sys.modules if name.startswith("assay."))
print(report.reason or "genuine", ",".join(loaded), ",".join(rooms), sep="\\n")
"""


def test_verifying_needs_cryptography_and_the_pure_ledger_only(
    tmp_path: Path, published: Any
) -> None:
    package, policy = tmp_path / "dossier.zip", tmp_path / "policy"
    package.write_bytes(published.second)
    policy.write_bytes(published.shelf.policy().format())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(package), str(policy)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    reason, loaded, rooms = done.stdout.splitlines()
    assert reason == "genuine"
    assert set(loaded.split(",")).isdisjoint(HEAVY)
    inside = {room.split(".")[1] for room in rooms.split(",")}
    assert inside == {"canonical", "dossier", "errors", "ids", "later", "ledger"}
    assert "assay.ledger.log" not in rooms
    assert "assay.dossier.assembly" not in rooms
