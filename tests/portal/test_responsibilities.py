"""What the public is told of who does what."""

from pathlib import Path

from django.test import Client

from assay.workspace import initialise

from .conftest import show


def test_sentences_that_are_not_public_are_left_out_and_duties_are_not(
    tmp_path: Path, client: Client
) -> None:
    root = tmp_path / "mine"
    initialise(root, "northwind")
    file = root / "register/responsibilities/fedramp.toml"
    told = 'requirement = "ac-2"\ninternal_text = "Two people do it."\n'
    told += 'extract = { audience = "on_request" }'
    file.write_text(file.read_text().replace('requirement = "ac-2"', told))
    show(root)
    for path in ("/programs/fedramp", "/programs/fedramp.json"):
        page = client.get(path).content.decode()

        assert "Two people do it." not in page
        assert "manages the accounts" not in page
        assert "Approve, review and remove" in page
        assert "reviews the logs" in page
