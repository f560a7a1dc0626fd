"""Every name points somewhere, and no spelling stands for two things."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from assay.errors import Problem
from assay.ids import slug, well_formed
from assay.register.extent import REFERENCE, reference
from assay.register.invariants.declared import (
    Declared,
    Where,
    agreement_file,
    attestation_file,
    entries,
    unknown,
)
from assay.register.program import Program
from assay.register.values import (
    Agreement,
    Attestation,
    Extent,
    Plan,
    Region,
    Register,
    Responsibility,
    Scope,
    Service,
    Source,
)

__all__ = ["faults"]

_SCOPE_WORDS = ("all", "unstated", REFERENCE)
_PLAIN_WORDS = ("all",)
_COUNTRY = 2


def faults(register: Register, declared: Declared) -> Iterator[Problem]:
    """Names that point nowhere, ids of the wrong form, spellings of two things."""
    yield from _ids(declared)
    yield from _spellings("register/services.toml", register.services)
    yield from _spellings("register/regions.toml", register.regions)
    yield from _services(register, declared)
    yield from _regions(register)
    for attestation in register.attestations.values():
        yield from _attestation(register, declared, attestation)
    for index, plan in enumerate(register.plans):
        yield from _plan(register, declared, plan, index)
    for agreement in register.agreements.values():
        yield from _agreement(register, declared, agreement)
    yield from _lists(register, declared)
    for responsibility in register.responsibilities.values():
        yield from _responsibility(register, declared, responsibility)


def _ids(declared: Declared) -> Iterator[Problem]:
    tables = {
        "register/services.toml": declared.services,
        "register/regions.toml": declared.regions,
        "register/parties.toml": declared.parties,
        "register/sources.toml": declared.documents,
        "register/terms.toml": declared.terms,
    }
    for file, ids in tables.items():
        for identifier in sorted(ids or ()):
            if not well_formed(identifier):
                yield _ill_formed(file, identifier)
    for identifier in sorted(declared.attestations):
        if not well_formed(identifier):
            yield _ill_formed(attestation_file(identifier), identifier)


def _ill_formed(file: str, identifier: str) -> Problem:
    return Problem(
        file=file,
        place="id",
        message=f"{identifier!r} is not a well-formed id",
        remedy="Use lower-case letters and digits, joined by single `-`, `.` or `_`.",
    )


def _spellings(
    file: str, things: Mapping[str, Service] | Mapping[str, Region]
) -> Iterator[Problem]:
    owner: dict[str, str] = {}
    for thing in things.values():
        for spelling in (thing.id, thing.title, *thing.aliases):
            other = owner.setdefault(slug(spelling), thing.id)
            if other != thing.id:
                yield Problem(
                    file=file,
                    place=f"{thing.id}.aliases",
                    message=f"{spelling!r} names both {other!r} and {thing.id!r}",
                    remedy="Give each its own title and aliases.",
                )


def _services(register: Register, declared: Declared) -> Iterator[Problem]:
    if register.services and not register.provider.services_stated:
        yield Problem(
            file="register/provider.toml",
            place="services_stated",
            message="It says that no services are stated, yet services are listed",
            remedy="Set it to true, or remove register/services.toml.",
        )
    file = Where("register/services.toml")
    for service in register.services.values():
        where = file.at(service.id).at("regions")
        yield from _extent(
            where, "region", service.regions, declared.regions, _PLAIN_WORDS
        )


def _regions(register: Register) -> Iterator[Problem]:
    for region in register.regions.values():
        country = region.country
        if len(country) != _COUNTRY or not country.isalpha() or not country.isupper():
            yield Problem(
                file="register/regions.toml",
                place=f"{region.id}.country",
                message=f"{country!r} is not a country code",
                remedy="Use the two capital letters of ISO 3166-1.",
            )


def _attestation(
    register: Register, declared: Declared, made: Attestation
) -> Iterator[Problem]:
    file = Where(attestation_file(made.id))
    yield from _point(file.at("program"), "program", made.program, register.programs)
    yield from _point(file.at("by"), "party", made.by, declared.parties)
    yield from _source(file, made.source, declared)
    for index, bridge in enumerate(made.bridges):
        where = file.at(f"bridges[{index}]").at("by")
        yield from _point(where, "party", bridge.by, declared.parties)
    others = declared.attestations - {made.id}
    for other in made.derives_from:
        yield from _point(file.at("derives_from"), "attestation", other, others)
    if made.superseded_by:
        where = file.at("superseded_by")
        yield from _point(where, "attestation", made.superseded_by, others)
    yield from _complementary(register, file, made)
    program = register.programs.get(made.program)
    if program is not None and made.edition:
        editions = [edition.id for edition in program.editions]
        what = f"edition of {program.title}"
        yield from _point(file.at("edition"), what, made.edition, editions)
    yield from _scopes(file.at("scope"), made.scope, declared, program)
    for index, exclusion in enumerate(made.exclusions):
        where = file.at(f"exclusions[{index}]")
        cells = exclusion.services, exclusion.regions
        yield from _cells(where, cells, declared, _PLAIN_WORDS)


def _complementary(
    register: Register, file: Where, made: Attestation
) -> Iterator[Problem]:
    """A report's complementary controls are the duties that the register tells of."""
    duties = {
        duty.id
        for one in register.responsibilities.values()
        if one.program == made.program
        for duty in one.duties
    }
    if not duties:
        return
    for name in made.cuecs:
        yield from _point(file.at("cuecs"), "duty", name, duties)
    for index, other in enumerate(made.subservice):
        where = file.at(f"subservice[{index}]").at("csocs")
        for name in other.csocs:
            yield from _point(where, "duty", name, duties)


def _plan(
    register: Register, declared: Declared, plan: Plan, index: int
) -> Iterator[Problem]:
    where = Where("register/plans.toml", f"plan[{index}]")
    yield from _point(where.at("program"), "program", plan.program, register.programs)
    yield from _point(where.at("by"), "party", plan.by, declared.parties)
    yield from _source(where, plan.source, declared)
    program = register.programs.get(plan.program)
    yield from _scopes(where.at("scope"), plan.scope, declared, program)


def _agreement(
    register: Register, declared: Declared, agreement: Agreement
) -> Iterator[Problem]:
    file = Where(agreement_file(agreement.id))
    known, parties = register.programs, declared.parties
    if agreement.program or agreement.kind != "nda":
        yield from _point(file.at("program"), "program", agreement.program, known)
    yield from _point(file.at("customer"), "party", agreement.customer, parties)
    if agreement.provider:
        yield from _point(file.at("provider"), "party", agreement.provider, parties)
    if agreement.terms:
        yield from _point(file.at("terms"), "terms", agreement.terms, declared.terms)
    for index, signatory in enumerate(agreement.signatories):
        where = file.at(f"signatories[{index}]").at("party")
        yield from _point(where, "party", signatory.party, parties)
    for index, screening in enumerate(agreement.screened):
        where = file.at(f"screened[{index}]").at("authority")
        yield from _point(where, "party", screening.authority, parties)
    yield from _source(file, agreement.source, declared)
    words = ("all", "unstated", "eligible")
    services, regions = agreement.services, agreement.regions
    where = file.at("services")
    yield from _extent(where, "service", services, declared.services, words)
    where = file.at("regions")
    yield from _extent(where, "region", regions, declared.regions, words[:2])


def _lists(register: Register, declared: Declared) -> Iterator[Problem]:
    """What the texts and the lists of eligible services name."""
    for terms in register.terms.values():
        where = Where("register/terms.toml", terms.id)
        yield from _source(where, terms.source, declared)
    for where, one in entries(register):
        if one.program not in register.programs:
            file = Where(where.file)
            yield from _point(file, "program", one.program, register.programs)
        yield from _point(
            where.at("service"), "service", one.service, declared.services
        )
        yield from _extent(
            where.at("regions"),
            "region",
            one.regions,
            declared.regions,
            ("all", "unstated"),
        )
        if one.source is not None:
            yield from _source(where, one.source, declared)


def _responsibility(
    register: Register, declared: Declared, one: Responsibility
) -> Iterator[Problem]:
    where = Where("register/responsibilities", one.id)
    known = register.programs
    yield from _point(where.at("program"), "program", one.program, known)
    yield from _source(where, one.source, declared)
    yield from _cells(where, (one.services, one.regions), declared, _PLAIN_WORDS)
    program = known.get(one.program)
    if program is not None:
        levels = [level.id for level in program.levels]
        for level in one.levels:
            what = f"level of {program.title}"
            yield from _point(where.at("levels"), what, level, levels)
    for index, asked in enumerate(one.preconditions):
        if asked.eligible:
            place = where.at(f"preconditions[{index}]").at("eligible")
            yield from _point(place, "program", asked.eligible, known)
    named = [(f"inherits[{n}]", i.authorization) for n, i in enumerate(one.inherits)]
    named.append(
        ("extract.attestation", one.extract.attestation if one.extract else "")
    )
    for key, attestation in named:
        if attestation:
            made = declared.attestations
            yield from _point(where.at(key), "attestation", attestation, made)


def _source(where: Where, source: Source, declared: Declared) -> Iterator[Problem]:
    place = where.at("source").at("document")
    yield from _point(place, "document", source.document, declared.documents)


def _point(
    where: Where, what: str, name: str, known: Collection[str] | None
) -> Iterator[Problem]:
    if known is not None and name not in known:
        yield unknown(where.file, where.place, what, name, known)


def _scopes(
    where: Where, scopes: Sequence[Scope], declared: Declared, program: Program | None
) -> Iterator[Problem]:
    if not scopes:
        yield Problem(
            file=where.file,
            place=where.place,
            message="The scope is empty",
            remedy='Say which services and regions; "unstated" if the source does not.',
        )
    for index, scope in enumerate(scopes):
        here = Where(where.file, f"{where.place}[{index}]")
        cells = scope.services, scope.regions
        yield from _cells(here, cells, declared, _SCOPE_WORDS)
        if program is not None:
            levels = [level.id for level in program.levels]
            what = f"level of {program.title}"
            for level in scope.levels:
                yield from _point(here.at("levels"), what, level, levels)


def _cells(
    where: Where,
    cells: tuple[Extent, Extent],
    declared: Declared,
    words: tuple[str, ...],
) -> Iterator[Problem]:
    services, regions = cells
    axes = (
        ("services", "service", services, declared.services),
        ("regions", "region", regions, declared.regions),
    )
    for key, what, extent, known in axes:
        place = where.at(key)
        yield from _extent(place, what, extent, known, words)
        other = reference(extent)
        if other and REFERENCE in words:
            yield from _point(place, "attestation", other, declared.attestations)


def _extent(
    where: Where,
    what: str,
    extent: Extent,
    known: Collection[str] | None,
    words: tuple[str, ...],
) -> Iterator[Problem]:
    if isinstance(extent, str):
        if extent not in words and not (reference(extent) and REFERENCE in words):
            yield _not_a_word(where, extent, words)
        return
    if not extent:
        yield Problem(
            file=where.file,
            place=where.place,
            message=f"The list names no {what}",
            remedy=f"Name at least one {what}, or leave the whole entry out.",
        )
    for name in extent:
        yield from _point(where, what, name, known)


def _not_a_word(where: Where, word: str, words: tuple[str, ...]) -> Problem:
    shown = [f'"{w}<attestation>"' if w == REFERENCE else f'"{w}"' for w in words]
    return Problem(
        file=where.file,
        place=where.place,
        message=f"{word!r} is no extent that can stand here",
        remedy=f"Write a list of ids, or {' or '.join(shown)}.",
    )
