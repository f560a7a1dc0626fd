"""The page of the library's guard rails: what binds a workload, and what it asks."""

from collections.abc import Iterator
from pathlib import Path

from assay.reference.markdown import code, grid, prose
from assay.workload.rails import Rail
from assay.workspace import guard_rails

__all__ = ["guard_rails_page"]


def guard_rails_page() -> Iterator[str]:
    """Every rail, the classes of data that bind, and what an input may state."""
    rails = guard_rails(Path())
    yield "# Guard rails\n"
    yield prose(
        "Rules about where a workload may run. A rail binds a workload that carries "
        "data of one of its classes, or that must be under one of its programs; "
        "[check a workload](../how-to/check-a-workload.md) against them, and add your "
        "own in `guardrails/`."
    )
    yield "## Classes of data\n"
    classes = sorted(rails.data.values(), key=lambda one: one.id)
    rows = ((code(one.id), one.title, ", ".join(one.aliases)) for one in classes)
    yield from grid(("class", "what it is", "also called"), rows)
    yield "\n## What an input may state\n"
    facts = sorted(rails.facts.values(), key=lambda one: one.id)
    stated = ((code(one.id), one.title, code(*map(_word, one.values))) for one in facts)
    yield from grid(("key", "what it says", "values"), stated)
    yield "\n## Rails\n"
    for rail in sorted(rails.rails.values(), key=lambda one: one.id):
        yield from _rail(rail)


def _rail(rail: Rail) -> Iterator[str]:
    yield f"\n### {rail.id}\n"
    yield prose(f"**{rail.title}.** {rail.summary} Source: {rail.source}.")
    bound = [f"data {code(*rail.when.data)}"] if rail.when.data else []
    bound += [f"program {code(*rail.when.programs)}"] if rail.when.programs else []
    yield prose(f"Binds {' or '.join(bound)}; judged for each {rail.each}.")
    yield from (f"- {must.says}" for must in rail.musts)
    if rail.unconfirmed:
        weak = "; ".join(one.rstrip(".") for one in rail.unconfirmed)
        yield f"\nUnconfirmed: {weak}."


def _word(value: object) -> str:
    return value if isinstance(value, str) else str(value).lower()
