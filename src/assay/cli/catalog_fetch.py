"""`assay catalog fetch`: official catalogs, from their owners, by pinned digest."""

import os
import shlex
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from assay.canonical import plain
from assay.cli.options import json_flag, workspace_root
from assay.cli.show import emit_json
from assay.errors import BadInput, Error, UnknownName
from assay.ids import near
from assay.workspace import open_workspace
from assay.workspace.config import FILE
from assay.workspace.official import Official, official_catalogs

if TYPE_CHECKING:
    from assay.workspace.fetching import Fetched

__all__ = ["command"]


@click.command("fetch")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--from",
    "mirror",
    metavar="URL",
    default="",
    help="The folder of a mirror or a copy instead: https, http or file.",
)
@click.option("--list", "listing", is_flag=True, help="Tell what can be fetched.")
@click.option(
    "--force", is_flag=True, help="Fetch what is there already; replace what differs."
)
@workspace_root
@json_flag
def command(
    *,
    names: tuple[str, ...],
    mirror: str,
    listing: bool,
    force: bool,
    root: Path,
    as_json: bool,
) -> int:
    """Fetch official catalogs from where their owners publish them.

    No other verb fetches a catalog. Each file is checked against the digest that Assay
    pins before it is given its name, so that neither a proxy nor a mirror (--from)
    needs trust. It lands in the workspace's catalogs/fetched, or in the cache where
    there is no workspace. An interrupted fetch goes on where it stopped. Proxies are
    taken from HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

    Exit 0 if all are there, 1 if one cannot be had, 2 if one cannot be written.
    """
    # Nothing else needs what speaks to a network, so nothing else loads it.
    from assay.workspace.fetching import address_at  # noqa: PLC0415

    known = official_catalogs()
    chosen = [_chosen(known, name) for name in dict.fromkeys(names)]
    sources = {one: address_at(one, mirror) for one in chosen or known.values()}
    if listing:
        return _list(sources, as_json=as_json)
    if not chosen:
        message = "Name what to fetch; --list tells what there is."
        raise click.UsageError(message)
    folder = _folder(root)
    ends = [_fetch(one, folder, mirror, force=force, quiet=as_json) for one in chosen]
    if as_json:
        emit_json({"fetched": [_as_json(end, root) for end in ends]})
    else:
        _tell(ends, root)
    return max(end.code for end in ends)


def _chosen(known: dict[str, Official], name: str) -> Official:
    if name not in known:
        raise UnknownName("official catalog", name, near=near(name, known))
    return known[name]


def _list(sources: Mapping[Official, str], *, as_json: bool) -> int:
    if as_json:
        rows = [{**plain(one), "from": url} for one, url in sources.items()]
        emit_json({"official": rows})
        return 0
    for one, url in sources.items():
        click.secho(one.name, bold=True)
        click.echo(f"  {one.title}")
        facts = {
            "owner": one.owner,
            "edition": one.edition,
            "holds": one.form.replace("-", " ").replace("oscal", "OSCAL"),
            "licence": one.licence,
            "size": f"{one.size:,} bytes",
            "sha256": one.sha256,
            "from": url,
        }
        for name, value in facts.items():
            click.echo(f"  {name:<8} {value}")
        click.echo()
    click.echo(f"{len(sources)} can be fetched")
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How it went with one of them: it was fetched, or an error says why not."""

    one: Official
    fetched: "Fetched | None" = None
    error: Error | None = None

    @property
    def code(self) -> int:
        return self.error.exit_code if self.error else 0


def _fetch(
    one: Official, folder: Path, mirror: str, *, force: bool, quiet: bool
) -> _End:
    from urllib.request import getproxies  # noqa: PLC0415

    from assay.workspace.fetching import Means, fetch  # noqa: PLC0415
    from assay.workspace.http_get import NotFetched, Wire  # noqa: PLC0415

    try:
        with _bar(one, quiet=quiet) as (progress, tell):
            means = Means(
                wire=Wire(proxies=getproxies()),
                sleep=time.sleep,
                clock=time.monotonic,
                now=_now,
                progress=progress,
                tell=tell,
            )
            done = fetch(one, folder, mirror=mirror, force=force, means=means)
    except (BadInput, NotFetched) as error:
        return _End(one=one, error=error)
    return _End(one=one, fetched=done)


def _tell(ends: Sequence[_End], root: Path) -> None:
    for end in ends:
        if end.error is not None:
            click.echo(end.error.diagnose(), err=True)
        elif end.fetched is not None:
            done = end.fetched
            if done.outcome == "present":
                click.echo(
                    f"{done.file}: there already, as pinned; nothing was fetched"
                )
            else:
                went_on = f", {done.resumed:,} of them earlier" if done.resumed else ""
                click.echo(f"{done.file}: {end.one.size:,} bytes{went_on}, as pinned")
                click.echo(f"from {done.source}")
            click.echo(f"next: {_next(done.file, root)}")


def _as_json(end: _End, root: Path) -> dict[str, object]:
    told: dict[str, object] = {"name": end.one.name}
    if end.error is not None or end.fetched is None:
        error = end.error or Error("")
        outcome: Literal["failed"] = "failed"
        problems = error.problems if isinstance(error, BadInput) else ()
        told |= {"outcome": outcome, "message": error.message, "remedy": error.remedy}
        return told | {"problems": [plain(one) for one in problems]}
    told |= {**plain(end.fetched), "size": end.one.size, "sha256": end.one.sha256}
    return told | {"next": _next(end.fetched.file, root)}


def _next(file: Path, root: Path) -> str:
    words = ["assay", "catalog", "import", str(file)]
    return shlex.join(words if root == Path() else [*words, "-C", str(root)])


def _folder(root: Path) -> Path:
    if (root / FILE).is_file():
        return root / "catalogs" / "fetched"
    if root != Path():
        open_workspace(root)  # says what it lacks
    told = os.environ.get("XDG_CACHE_HOME", "")
    # The base directory specification ignores a relative path there.
    base = Path(told) if Path(told).is_absolute() else Path.home() / ".cache"
    return base / "assay" / "fetched"


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - a server may name a time to wait for


@contextmanager
def _bar(
    one: Official, *, quiet: bool
) -> Generator[tuple[Callable[[int], None], Callable[[str], None]]]:
    """How to tell a person how far it is, and what is waited for."""
    if quiet or not sys.stderr.isatty():
        yield (lambda _: None), (lambda told: click.echo(told, err=True))
        return
    from rich.console import Console  # noqa: PLC0415 - on a terminal only
    from rich.progress import (  # noqa: PLC0415 - on a terminal only
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    out = Console(stderr=True, highlight=False, markup=False, emoji=False)
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(one.name, total=one.size)
        yield (
            lambda here: bar.update(task, completed=here),
            out.print,
        )
