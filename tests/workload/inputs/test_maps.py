"""Maps: which service a type is, and what its attributes state, as data."""

from collections.abc import Callable

import pytest

from assay.errors import BadInput
from assay.library import read_files
from assay.register import Register, read_register
from assay.workload import Workload, read_rails
from assay.workload.inputs import Maps, read_maps
from assay.workload.inputs.naming import Known

Read = Callable[..., Workload]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[map]]\nservice = 's3'\n", "missing"),
        ("[[mop]]\n", "not known"),
        ("map = 3\n", "array of tables"),
        ("[[map]]\ntype = 3\n", "array"),
        ("[[map]]\ntype = 'a'\n", "says what a type is"),
        ("[[map]]\ntype = 'a'\nservice = 's3'\nnothing = true\n", "says what a type"),
        ("[[map]]\ntype = ['a', 'a']\nnothing = true\n", "already"),
        ("[[made]]\ntype = 'a'\n", "what is made"),
        ("[[made]]\ntype = 'a'\nattribute = 'b'\n", "what is made"),
        ("[[copy]]\ntype = 'a'\n", "missing"),
        ("[[fact]]\ntype = 'a'\nfact = 'public'\n", "states nothing"),
        ("[[fact]]\ntype = 'a'\nfact = 'public'\nabsent = true\n", "`attribute`"),
        ("[[fact]]\ntype = 'a'\nfact = 'b'\npresent = true\nto = 'c'\n", "`of`"),
    ],
)
def test_a_map_at_fault_is_refused(text: str, said: str) -> None:
    with pytest.raises(BadInput) as caught:
        read_maps({"a.toml": text.encode()})

    assert any(said in problem.message for problem in caught.value.problems)


def one_map(pattern: str, service: str) -> bytes:
    return f'[[map]]\ntype = "{pattern}"\nservice = "{service}"\n'.encode()


def mapped(maps: Maps, kind: str) -> tuple[str, ...]:
    return maps.of(kind).service


def test_the_longest_pattern_decides_and_of_equals_the_nearest() -> None:
    library = {
        "b.toml": one_map("x_*", "short"),
        "c.toml": one_map("x_y_*", "long"),
        "d.toml": one_map("x_y", "exact"),
    }
    own = {"own.toml": one_map("x_*", "own"), "z.toml": one_map("z", "own")}
    maps = read_maps(own, {**library, "z.toml": one_map("z", "library")})

    assert mapped(maps, "x_a") == mapped(maps, "z") == ("own",)
    assert mapped(maps, "x_y_b") == ("long",)
    assert mapped(maps, "x_y") == ("exact",)
    assert mapped(maps, "y") == ()


def test_a_workspaces_map_says_something_else_of_a_type(read: Read, maps: Maps) -> None:
    own = read_maps({"own.toml": one_map("aws_s3_bucket", "queues")})
    both = Maps(maps=own.maps + maps.maps, facts=maps.facts)
    plan = (
        '{"format_version": "1.2", "planned_values": {"root_module": {"resources": '
        '[{"address": "aws_s3_bucket.b", "type": "aws_s3_bucket"}]}}}'
    )

    assert read(plan, maps=both).resources[0].service == "queues"
    assert read(plan).resources[0].service == "s3"


def test_a_service_goes_by_the_first_name_that_the_register_holds(
    register: Register,
) -> None:
    known = Known(register)

    assert known.service(("dynamodb", "s3")) == "tables"
    assert known.service(("nobody", "Amazon Simple Storage Service")) == "s3"
    assert known.service(("nobody", "no one")) == "nobody"
    assert known.service(()) == ""
    assert known.region("us-east-1 here") == "us-east-1"
    assert known.region("mars") == "mars"
    assert known.region("") == ""


def test_a_name_that_two_services_share_stands_for_neither() -> None:
    services = "".join(
        f'[[service]]\nid = "{one}"\ntitle = "Store ({one})"\ncategory = "x"\n'
        for one in ("a", "b")
    )
    files = {
        "register/provider.toml": b'id = "p"\nname = "P"\n',
        "register/services.toml": services.encode(),
    }
    known = Known(read_register(files, {}))

    assert known.service(("Store", "Store (b)")) == "b"
    assert known.service(("Store",)) == "Store"


def test_every_fact_of_the_maps_is_one_that_the_rails_know(maps: Maps) -> None:
    known = read_files("guardrails")["facts.toml"].decode()
    kinds = {line.split('"')[1] for line in known.splitlines() if line[:5] == "id = "}

    assert {fact for rule in maps.facts for fact in rule.fact} <= kinds


def test_what_a_map_states_is_a_value_that_the_fact_has(maps: Maps) -> None:
    rails = read_rails(read_files("guardrails"))

    for rule in maps.facts:
        told = {*rule.value.values(), rule.present, rule.absent} - {None}
        for fact in rule.fact:
            assert told <= {*rails.facts[fact].values, "not_applicable"}, rule


def test_types_that_are_made_or_spoken_of_are_mapped_themselves(maps: Maps) -> None:
    made = {one.makes for one in maps.made} | {
        kind for one in maps.made for kind in one.value.values()
    }
    spoken = {kind for rule in maps.facts for kind in rule.type}
    spoken |= {kind for rule in maps.copies for kind in rule.type}

    for kind in (made | spoken) - {"", "*"}:
        assert maps.of(kind).service, kind
