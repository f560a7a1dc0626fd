"""What a check found before on the same evidence at the same time is not sought again.

`<runs>/.cache/<key>.json` names the run that holds the rows; they are used again only
if their bytes are still what that run recorded. The folder may be removed at any time.
"""

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from assay.canonical import digest, json_bytes
from assay.checks.engine import engine_name
from assay.checks.record import outcome_data, read_outcome
from assay.checks.rows import file_digest
from assay.checks.sight import Sight
from assay.checks.values import Check, Outcome

__all__ = ["Cache", "cache_key"]

_RUN = re.compile(r"run\.[0-9TZ]{16}\.[0-9a-f]{12}")


def cache_key(check: Check, sights: Mapping[str, Sight], at: datetime) -> str:
    """The digest of all that a check's verdicts depend on."""
    return digest(
        json_bytes(
            {
                "check": check.id,
                "digest": check.digest,
                "parameters": check.parameters,
                "engine": engine_name(),
                "at": at,
                "evidence": {table: sights[table].digests for table in check.reads},
            }
        )
    )


@dataclass(frozen=True, slots=True)
class Cache:
    """Outcomes of earlier runs, by key."""

    runs: Path
    """The folder of all runs."""

    def recall(self, key: str, check: Check, target: Path) -> Outcome | None:
        """The outcome under `key`, its rows put at `target`."""
        try:
            run, _, data = self._file(key).read_bytes().partition(b"\n")
            outcome = read_outcome(data)
            name = run.decode("ascii", "replace")
            if outcome is None or not _RUN.fullmatch(name):
                return None
            if (outcome.check, outcome.check_digest) != (check.id, check.digest):
                return None
            rows = self.runs / name / f"{check.id}.parquet"
            if file_digest(rows) != outcome.rows_sha256:
                return None
            _link(rows, target)
        except OSError:
            return None
        return outcome

    def remember(self, key: str, run: str, outcome: Outcome) -> None:
        """Keep an outcome whose rows lie in the folder of `run`."""
        file = self._file(key)
        file.parent.mkdir(exist_ok=True)
        hidden = file.with_suffix(f".{os.getpid()}")
        hidden.write_bytes(run.encode() + b"\n" + json_bytes(outcome_data(outcome)))
        hidden.replace(file)

    def _file(self, key: str) -> Path:
        return self.runs / ".cache" / f"{key}.json"


def _link(source: Path, target: Path) -> None:
    """The same file under another name, or a copy where that cannot be."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
