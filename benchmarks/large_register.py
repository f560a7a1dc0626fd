"""A register of the size of a large provider: files, as people would write them."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

SERVICES, REGIONS, PROGRAMS, YEARS = 300, 40, 60, 10
FIRST = 2017
"""The year of the first statements; the last run into the year after the last."""
KINDS = ("certification", "attestation_report", "authorization", "self_assessment")
_PARTIES = {
    "certification": "assessor",
    "attestation_report": "assessor",
    "authorization": "agency",
    "self_assessment": "provider",
}

Files = dict[str, bytes]


def large_register(seed: int = 7) -> tuple[Files, Files]:
    """The files of programs and of the register; equal seeds give equal bytes."""
    dice = Random(seed)  # noqa: S311 - a benchmark, not a secret
    programs = {
        f"programs/program-{number:02}.toml": _program(number).encode()
        for number in range(PROGRAMS)
    }
    files = {
        "register/provider.toml": 'id = "provider"\nname = "The Provider"\n',
        "register/services.toml": "\n".join(_services(dice)),
        "register/regions.toml": "\n".join(_regions()),
        "register/parties.toml": _PARTY_FILE,
        "register/sources.toml": _SOURCE_FILE,
    }
    for number in range(PROGRAMS):
        for name, text in _statements(number, dice):
            files[f"register/attestations/{name}.toml"] = text
    return programs, {name: text.encode() for name, text in files.items()}


_PARTY_FILE = """
[[party]]
id = "assessor"
name = "The Assessor"
kind = "assessor"
accredited = [{ role = "assessor" }]
[[party]]
id = "agency"
name = "The Agency"
kind = "authority"
"""
_SOURCE_FILE = """
[[source]]
id = "binder"
title = "The binder"
publisher = "The Provider"
dated = 2016-01-01
"""


def _kind(number: int) -> str:
    return KINDS[number % len(KINDS)]


def _program(number: int) -> str:
    kind = _kind(number)
    validity = {
        "certification": "months = 36\nsurveillance_months = 12",
        "attestation_report": "aged_after_months = 12",
        "authorization": "assessment_months = 12",
        "self_assessment": "months = 12",
    }[kind]
    time = {"attestation_report": "period", "authorization": "continuous"}
    levels = ""
    if kind == "authorization":
        levels = """
[[levels]]
id = "low"
title = "Low"
[[levels]]
id = "high"
title = "High"
covers = ["low"]
"""
    return f"""
id = "program-{number:02}"
title = "Program {number:02}"
kind = "{kind}"
owner = "An owner"
summary = "A program."
time = "{time.get(kind, "validity")}"
axes = ["service", "region"]
name_2017 = "Program {number:02} of 2017"
today = "As it was."
requirement_sets = []
artefacts = []
[validity]
{validity}
[[assessors]]
role = "assessor"
title = "Assessors"
independence = "Independent."
[[editions]]
id = "first"
title = "Program {number:02}, first edition"
{levels}
"""


def _services(dice: Random) -> Iterator[str]:
    for number in range(SERVICES):
        launched = date(FIRST - 1, 1, 1) + timedelta(days=dice.randrange(2_500))
        yield f"""
[[service]]
id = "service-{number:03}"
title = "Service {number:03}"
category = "category-{number % 12}"
launched = {launched}
"""
        if number % 3:
            yield f"regions = {_some(dice, 'region', REGIONS, 10 + number % 30)}"


def _regions() -> Iterator[str]:
    for number in range(REGIONS):
        yield f"""
[[region]]
id = "region-{number:02}"
title = "Region {number:02}"
country = "{("US", "IE", "DE", "SG", "AU")[number % 5]}"
opened = {FIRST - 2 + number % 8}-03-01
"""


def _some(dice: Random, what: str, of: int, many: int) -> str:
    width = len(str(of - 1))
    members = sorted(dice.sample(range(of), min(many, of)))
    named = ", ".join(f'"{what}-{number:0{width}}"' for number in members)
    return f"[{named}]"


def _statements(number: int, dice: Random) -> Iterator[tuple[str, str]]:
    """Two statements a year, each taking the place of the one before."""
    kind = _kind(number)
    names = [
        f"program-{number:02}-{year}-{half}"
        for year in range(FIRST, FIRST + YEARS)
        for half in (1, 2)
    ]
    for index, name in enumerate(names):
        year, half = FIRST + index // 2, index % 2
        issued = date(year, 1 + 6 * half, 10)
        lines = [
            f'program = "program-{number:02}"',
            'edition = "first"',
            f'by = "{_PARTIES[kind]}"',
            f"issued = {issued}",
            'source = { document = "binder" }',
            *_dates(kind, issued),
        ]
        if index + 1 < len(names):
            lines.append(f'superseded_by = "{names[index + 1]}"')
        lines += _scope(kind, index, dice)
        yield name, "\n".join(lines) + "\n"


def _dates(kind: str, issued: date) -> Iterator[str]:
    if kind == "attestation_report":
        end = issued - timedelta(days=10)
        yield f"period = {{ start = {end - timedelta(days=180)}, end = {end} }}"
        yield 'opinion = "unmodified"'
        yield 'type = "2"'
    elif kind == "certification":
        yield f"expires = {issued.replace(year=issued.year + 3) - timedelta(days=1)}"
    elif kind == "authorization":
        yield f"assessments = [{issued + timedelta(days=300)}]"


def _scope(kind: str, index: int, dice: Random) -> Iterator[str]:
    level = '\nlevels = ["high"]' if kind == "authorization" else ""
    services = '"all"'
    if index % 2:
        services = _some(dice, "service", SERVICES, SERVICES * 2 // 3)
    half = REGIONS // 2
    yield f"[[scope]]\nservices = {services}"
    yield f"regions = {_some(dice, 'region', REGIONS, half + index % half)}{level}"
    if index % 4 == 0:
        yield f"[[exclusions]]\nservices = {_some(dice, 'service', SERVICES, 5)}"
        yield 'regions = "all"\nreason = "not examined"'
