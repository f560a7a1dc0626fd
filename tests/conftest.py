"""Fixtures that every room's tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A test fails for what it finds, not for how long a busy machine takes to find it.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's own folder."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real published files to run on; they are never part of the project."""
    beside = PROJECT.parent / "shared" / "data"
    folder = Path(os.environ.get("ASSAY_SHARED_DATA", beside))
    if not folder.is_dir():
        pytest.skip(f"real data files are not at {folder} (set ASSAY_SHARED_DATA)")
    return folder


@pytest.fixture(scope="session", autouse=True)
def memory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests remember in a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("memory")))
        yield
