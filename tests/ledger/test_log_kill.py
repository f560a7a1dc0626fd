"""A writer killed anywhere leaves a log that goes on."""

import json
import subprocess
import sys
from pathlib import Path


def test_a_writer_killed_at_any_step_loses_nothing(tmp_path: Path) -> None:
    program = Path(__file__).with_name("killed_writer.py")
    done = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert set(found["kills"]) == {"0", "254", "511"}
    assert min(found["kills"].values()) >= 20
    assert found["acknowledged"] > 0
