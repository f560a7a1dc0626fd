"""Workspaces that the command line made, and a way to speak to it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assay.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its standard output as JSON."""
        return json.loads(self.out)


Assay = Callable[..., Said]


@pytest.fixture
def assay(capsys: pytest.CaptureFixture[str]) -> Assay:
    """Run one command line in this process."""

    def run(*words: str | Path) -> Said:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Said(code=code, out=captured.out, err=captured.err)

    return run


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example of the 2017 paper."""
    root = tmp_path_factory.mktemp("paper") / "aws"
    assert main(["init", str(root), "--example", "aws-2017"]) == 0
    return root


@pytest.fixture(scope="session")
def northwind(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fictional provider: evidence collected, checks run, a paper published."""
    root = tmp_path_factory.mktemp("northwind") / "nw"
    assert main(["init", str(root), "--example", "northwind"]) == 0
    assert main(["collect", "demo", "-C", str(root)]) == 0
    assert main(["run", "-C", str(root)]) == 1
    assert main(["dossier", "build", "overview", "-C", str(root)]) == 0
    return root


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    """A northwind without evidence that a test may spoil."""
    root = tmp_path / "nw"
    assert main(["init", str(root), "--example", "northwind"]) == 0
    return root
