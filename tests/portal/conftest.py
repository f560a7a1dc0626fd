"""Two workspaces shown by the portal: one with evidence and a dossier, one without."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from assay.portal import application, configure
from assay.workspace import (
    Workspace,
    build_dossier,
    collect,
    initialise,
    open_workspace,
    run_checks,
)

AT = datetime(2026, 11, 24, 6, tzinfo=UTC)
"""When evidence is collected and pages speak of today."""


def opened(root: Path) -> Workspace:
    return open_workspace(root, clock=lambda: AT)


@pytest.fixture(scope="session")
def northwind_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portal") / "northwind"
    initialise(root, "northwind")
    workspace = opened(root)
    collect(workspace, ["demo"])
    run_checks(workspace)
    build_dossier(workspace)
    return root


@pytest.fixture(scope="session")
def paper_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("portal") / "paper"
    initialise(root, "aws-2017")
    return root


@pytest.fixture
def northwind(northwind_root: Path) -> Workspace:
    return show(northwind_root)


@pytest.fixture
def paper(paper_root: Path) -> Workspace:
    return show(paper_root)


@pytest.fixture
def scratch(tmp_path: Path) -> Workspace:
    """A workspace of one test's own, to be damaged."""
    root = tmp_path / "scratch"
    initialise(root, "northwind")
    return show(root)


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


@pytest.fixture(params=["northwind", "paper"])
def either(request: pytest.FixtureRequest) -> Workspace:
    workspace: Workspace = request.getfixturevalue(request.param)
    return workspace


def show(root: Path) -> Workspace:
    workspace = opened(root)
    application(workspace)
    configure(workspace)
    return workspace
