"""One cell is asked about without reading what other programs ask."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assay.errors import BadInput
from assay.register import ask
from assay.standing import stand_cell
from assay.workspace import Workspace, open_workspace, stand_at

Make = Callable[[Path], Workspace]


def test_a_cell_stands_as_it_does_on_everything_that_is_held(
    make: Make, tmp_path: Path
) -> None:
    workspace = make(tmp_path / "nw")
    day = workspace.day(None)
    alone = {
        program: stand_at(
            workspace, {"program": program, "service": "object-storage"}, day
        )
        for program in workspace.programs
    }
    assert "library" not in workspace.__dict__

    whole = workspace.ground(None)
    for program, cell in alone.items():
        question = ask(workspace.register, program, "object-storage")
        assert cell == stand_cell(whole, question, day)


def test_a_fault_in_what_the_program_asks_is_told_with_every_other(
    make: Make, tmp_path: Path
) -> None:
    root = make(tmp_path / "nw").root
    coverage = sorted((root / "controls/coverage").glob("*.toml"))
    assert {"tsc-2017", "iso-27001-2022"} <= {file.stem for file in coverage}
    for file in coverage:
        file.write_text("nonsense = 1\n")
    asked = {"program": "soc-2", "service": "object-storage"}

    workspace = open_workspace(root)
    with pytest.raises(BadInput) as caught:
        stand_at(workspace, asked, workspace.day(None))
    assert len(caught.value.problems) == len(coverage)


def test_a_fault_in_what_another_program_asks_stops_no_answer(
    make: Make, tmp_path: Path
) -> None:
    root = make(tmp_path / "nw").root
    (root / "controls/coverage/iso-27001-2022.toml").write_text("nonsense = 1\n")
    workspace = open_workspace(root)

    cell = stand_at(workspace, {"program": "soc-2"}, workspace.day(None))
    assert cell.claim.state == "in_force"
