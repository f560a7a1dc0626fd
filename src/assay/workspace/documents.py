"""Where OSCAL documents and constraint sets lie: beside each other, or mapped.

A URI that is neither is refused with its name. Nothing is fetched: a document that was
published on the web is downloaded first, and mapped.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

from assay import oscal
from assay.errors import BadInput, Problem
from assay.oscal import Document, Typed, read, read_quickest
from assay.oscal.resolve import Options, Resolved, Unresolved, resolve
from assay.reading import parse_toml

if TYPE_CHECKING:
    from assay.oscal import ConstraintSet

__all__ = ["Library", "read_sets", "resolve_file"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """From URIs to files."""

    files: dict[str, Path]
    folders: dict[str, Path]
    """By the beginning of the URI, which ends in a slash."""

    @classmethod
    def of(cls, pairs: Iterable[str], file: Path | None) -> "Library":
        """From `URI=FILE` pairs and a TOML file with a table `map` of such pairs.

        Raises:
            BadInput: A pair is none, or names no file or folder.
        """
        problems: list[Problem] = []
        found: dict[str, Path] = {}
        if file is not None:
            table: Any = parse_toml(
                file.read_bytes(), file=str(file), problems=problems
            )
            for uri, path in table.get("map", {}).items():
                found[uri] = (file.parent / str(path)).resolve()
        for pair in pairs:
            uri, sign, path = pair.partition("=")
            if not sign or not uri or not path:
                message = f"{pair!r} is no pair of a URI and a file"
                problems.append(_fault(message, "Write --map URI=FILE."))
                continue
            found[uri] = Path(path).resolve()
        problems += [
            _fault(f"There is no file or folder {path}", f"It stands for {uri}.")
            for uri, path in found.items()
            if not path.exists()
        ]
        if problems:
            raise BadInput(problems)
        return cls(
            files={uri: path for uri, path in found.items() if not uri.endswith("/")},
            folders={uri: path for uri, path in found.items() if uri.endswith("/")},
        )

    def beside(self, base: str) -> "Library":
        """The same, with relative URIs and `#uuid`s as the document at `base` means."""
        return Library(
            files={urljoin(base, uri): path for uri, path in self.files.items()},
            folders={urljoin(base, uri): path for uri, path in self.folders.items()},
        )

    def load(self, uri: str) -> Document | Typed:
        """The document of a URI.

        Raises:
            Unresolved: It is not mapped and no file, or no OSCAL document.
        """
        path = self._path(uri)
        if path is None:
            message = f"Nothing says where {uri} is"
            remedy = f"Download it, and add --map {uri}=FILE."
            raise Unresolved(message, remedy=remedy)
        try:
            return read_quickest(path.read_bytes(), file=path.name)
        except OSError as fault:
            message = f"{path} cannot be read: {fault.strerror}"
            raise Unresolved(message, remedy=f"It stands for {uri}.") from None
        except BadInput as fault:
            raise Unresolved(fault.diagnose(), remedy="") from None

    def _path(self, uri: str) -> Path | None:
        if uri in self.files:
            return self.files[uri]
        fitting = [start for start in self.folders if uri.startswith(start)]
        if fitting:
            start = max(fitting, key=len)
            path = (self.folders[start] / unquote(uri.removeprefix(start))).resolve()
            inside = path.is_relative_to(self.folders[start])
            return path if inside else None
        return _local(uri)


def _local(uri: str) -> Path | None:
    """The file of a URI that is one of this machine's, and named as a document is.

    A profile comes from strangers: what it names is opened only if it can be one.
    """
    parts = urlsplit(uri)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"}:
        return None
    path = Path(unquote(parts.path))
    if oscal.form_of(path.name) is None:
        message = f"{path} is not named as an OSCAL document is"
        remedy = f"Documents end in .json, .yaml or .xml; --map {uri}=FILE names one."
        raise Unresolved(message, remedy=remedy)
    if path.exists() and not path.is_file():
        raise Unresolved(f"{path} is no file", remedy=f"It stands for {uri}.")
    return path


def _fault(message: str, remedy: str) -> Problem:
    return Problem(file="--map", message=message, remedy=remedy)


def resolve_file(
    file: Path,
    library: Library,
    *,
    keep_parents: bool = False,
    drop_broken: bool = False,
    uuid: str = "",
    timestamp: str = "",
) -> Resolved:
    """Resolve the profile in a file.

    Raises:
        BadInput: The file is no OSCAL document.
        Unresolved: An import is circular, or cannot be had.
    """
    uri = file.resolve().as_uri()
    here = library.beside(uri)
    options = Options(
        mapped=frozenset(here.files),
        keep_parents=keep_parents,
        drop_broken=drop_broken,
        uuid=uuid,
        timestamp=timestamp,
    )
    profile = read(file.read_bytes(), file=file.name)
    return resolve(profile, here.load, uri=uri, options=options)


def read_sets(files: Iterable[Path]) -> tuple["ConstraintSet", ...]:
    """The constraint sets in files, each behind those that it imports, each once.

    An import that is a relative reference lies where it says, from the set's own
    folder. One that names a place on a network stays among the set's imports, and so is
    told as not judged.

    Raises:
        BadInput: A file is no constraint set, or an import is not there.
    """
    found: dict[Path, ConstraintSet | None] = {}
    for file in files:
        _gather_sets(file.resolve(), found)
    return tuple(one for one in found.values() if one is not None)


def _gather_sets(file: Path, found: dict[Path, "ConstraintSet | None"]) -> None:
    if file in found:
        return
    found[file] = None  # a set that imports itself in the end is read once
    one = oscal.read_constraints(file.read_bytes(), file=file.name)
    beyond: list[str] = []
    problems: list[Problem] = []
    for href in one.imports:
        parts = urlsplit(href)
        path = (file.parent / unquote(parts.path)).resolve()
        if parts.scheme or parts.netloc:
            beyond.append(href)
        elif not path.is_file():
            message = f"It imports {href}, and there is no such file"
            remedy = f"Put it at {path}."
            problems.append(Problem(file=file.name, message=message, remedy=remedy))
        else:
            _gather_sets(path, found)
    if problems:
        raise BadInput(problems)
    del found[file]  # so that it stands behind what it imports
    found[file] = replace(one, imports=tuple(beyond))
