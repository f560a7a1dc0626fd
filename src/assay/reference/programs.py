"""The pages of what may be asked: programs, catalogs, baselines, crosswalks."""

from collections.abc import Iterable, Iterator, Sequence

from assay.catalog import Catalog, read_library
from assay.library import read_files
from assay.reference.markdown import code, grid, prose
from assay.register import Program, read_programs

__all__ = ["catalogs_page", "programs_page", "shipped_programs"]


def shipped_programs() -> dict[str, Program]:
    """The programs of the library."""
    files = read_files("programs")
    return read_programs({f"programs/{name}": data for name, data in files.items()})


def programs_page() -> Iterator[str]:
    """What each program is, what it was in 2017, and where sources disagree."""
    programs = list(shipped_programs().values())
    yield "# Programs\n"
    yield prose(
        f"{len(programs)} programs. The [kind](definitions.md#kinds) of a program "
        "fixes who may say something about it and in which words."
    )
    yield from grid(("id", "title", "kind", "time basis", "owner"), _briefs(programs))
    yield "\n## Levels\n"
    yield from grid(("program", "level", "also called"), _levels(programs))
    yield "\n## What is asked\n"
    yield "A count without its unit says nothing, so each has one.\n"
    yield from grid(
        ("program", "set", "edition", "count", "unit", "held as"), _asked(programs)
    )
    yield "\n## Then and now\n"
    yield from grid(
        ("program", "in the paper of 2017", "today"),
        ((code(one.id), one.name_2017, one.today) for one in programs),
    )
    yield "\n## Stated and found\n"
    yield "Where one source contradicts what another states, both are kept.\n"
    yield from grid(("program", "topic", "stated", "found"), _contradictions(programs))


def _briefs(programs: Iterable[Program]) -> Iterator[Sequence[str]]:
    for one in programs:
        kind = one.kind.replace("_", " ")
        yield code(one.id), one.title, kind, one.time, one.owner


def _levels(programs: Iterable[Program]) -> Iterator[Sequence[str]]:
    for program in programs:
        for level in program.levels:
            named = f"{code(level.id)} {level.title}"
            yield code(program.id), named, code(*level.aliases)


def _asked(programs: Iterable[Program]) -> Iterator[Sequence[str]]:
    for program in programs:
        for one in program.requirement_sets:
            count = "" if one.count is None else f"{one.count:,}"
            held = code(one.catalog) if one.catalog else "not held"
            yield code(program.id), one.title, one.edition, count, one.unit, held


def _contradictions(programs: Iterable[Program]) -> Iterator[Sequence[str]]:
    for program in programs:
        for one in program.contradictions:
            stated = f"{one.stated} ({one.stated_by})"
            found = f"{one.found} ({one.found_by})"
            yield code(program.id), one.topic, stated, found


def catalogs_page() -> Iterator[str]:
    """Each set of requirements with its edition, counting unit and source."""
    folders = ("catalogs", "baselines", "crosswalks")
    library = read_library(
        {f"{f}/{name}": data for f in folders for name, data in read_files(f).items()}
    )
    yield "# Catalogs, baselines and crosswalks\n"
    yield prose(
        "Ids, structure, counts, and titles in our own words; never a standard's text. "
        "`assay catalog show ID` lists one. A catalog of your own goes into the "
        "workspace's folder `catalogs/`, likewise `baselines/` and `crosswalks/`."
    )
    yield from grid(
        ("id", "edition", "count", "one is a", "source"),
        (_catalog(one) for one in library.catalogs.values()),
    )
    yield "\n## Baselines\n\nA selection from a catalog.\n"
    yield from grid(
        ("id", "edition", "count", "of", "source"),
        (
            (
                code(one.id),
                one.edition,
                f"{one.count:,}",
                code(one.catalog),
                one.provenance.source,
            )
            for one in library.baselines.values()
        ),
    )
    yield "\n## Crosswalks\n"
    yield "See [what one can conclude from it](../explanation/crosswalks.md).\n"
    yield from grid(
        ("id", "from", "to", "rows", "source"),
        (
            (
                code(one.id),
                code(one.source),
                code(one.target),
                f"{len(one.rows):,}",
                one.provenance.source,
            )
            for one in library.crosswalks.values()
        ),
    )


def _catalog(one: Catalog) -> tuple[str, ...]:
    source = one.provenance.source
    return code(one.id), one.edition, f"{one.count:,}", one.unit, source
