"""Checks and evidence, made by the handful."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import pyarrow as pa
import pytest

from assay.canonical import digest
from assay.checks import Check, Population
from assay.evidence import TABLES, Batch, Gap, Lake, Manifest, Reach, arrow_schema

AT = datetime(2026, 1, 10, tzinfo=UTC)
NOWHERE = Reach()
"""Not collected by place."""

Rows: TypeAlias = Sequence[Mapping[str, Any]]
MakeCheck: TypeAlias = Callable[..., Check]


class World:
    """A folder with a lake, and a place for runs."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lake = Lake(root / "lake")
        self.runs = root / "runs"

    def see(
        self,
        table: str,
        rows: Rows,
        *,
        ago: timedelta = timedelta(hours=1),
        source: str = "hr",
        gap: str = "",
        synthetic: bool = False,
        reach: Reach = NOWHERE,
    ) -> Manifest:
        """Put rows into the lake as one batch."""
        seen = AT - ago
        plain = seen.replace(tzinfo=None)
        whole = [{"observed_at": plain, **row} for row in rows]
        gaps = (Gap(part="page 2", reason=gap),) if gap else ()
        batch = Batch(
            table=table,
            rows=pa.Table.from_pylist(whole, schema=arrow_schema(TABLES[table])),
            source=source,
            collector="test/1",
            query="everything",
            parameters={},
            observed_at=seen,
            asked=reach,
            expected=reach,
            got=reach,
            gaps=gaps,
            synthetic=synthetic,
        )
        return self.lake.write(batch, AT)


MakeWorld: TypeAlias = Callable[[], AbstractContextManager[World]]

MFA = """
select account_id as subject, service, region, observed_at as at,
       case when mfa then 'met' when not mfa then 'not_met' end as verdict,
       'factor ' || coalesce(cast(mfa as varchar), 'not seen') as reason
from account
"""


@pytest.fixture(scope="session")
def make_check() -> MakeCheck:
    """Makes a check; by default of the second factor of accounts."""

    def make(sql: str = MFA, **changed: Any) -> Check:
        values: dict[str, Any] = {
            "id": "mfa-enforced",
            "title": "Accounts have a second factor",
            "control": "strong-login",
            "reads": ("account",),
            "population": Population(table="account"),
            "max_age": timedelta(hours=24),
            "sql": sql,
            "digest": digest(repr((sql, sorted(changed.items()))).encode()),
        }
        return Check(**{**values, **changed})

    return make


@pytest.fixture
def world(tmp_path: Path) -> World:
    """An empty world."""
    return World(tmp_path)


@pytest.fixture(scope="session")
def new_world() -> MakeWorld:
    """Makes an empty world for a while, for tests that need many."""

    @contextmanager
    def make() -> Iterator[World]:
        with TemporaryDirectory() as folder:
            yield World(Path(folder))

    return make


@pytest.fixture(scope="session")
def at() -> datetime:
    """The time of the runs."""
    return AT
