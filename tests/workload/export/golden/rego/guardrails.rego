# Guard rails, exported by Assay. Do not edit: export them again.
# provider: Northwind Cloud
# on: 2026-11-24
# register_sha256: (sha256)
# account: 4100-2207
# asked for: phi, hipaa
# rails: phi-account
# what is not enforced: assay.json

package assay.guardrails

import rego.v1

# 0 no, 1 unknown, 2 the customer's to choose, 3 yes.
words := ["no", "unknown", "choice", "yes"]

states := ["not_allowed", "unknown", "allowed_if", "allowed"]

# -- the answer

default allow := false

allow if state == "allowed"

default state := "unknown"

state := states[worst]

of_rails := {rail_verdict(rails[id]) | some id in binding}

of_programs := {required_verdict(one) | some one in required_here}

worst := min((of_rails | of_programs) | open_questions)

# For each rail whether it binds, how it comes out, and how each of its musts does.
rail[id] := {"binds": binds(one), "state": found, "musts": musts} if {
	some id, one in rails
	found := states[rail_verdict(one)]
	musts := {must: states[capped(n)] | some must, n in one.musts}
}

# Programs required as such that no binding rail asks for.
required[program] := states[required_verdict(program)] if some program in required_here

binding contains id if {
	some id, one in rails
	binds(one)
}

default binds(_) := false

binds(one) if {
	some name in one.when.data
	name in carried
}

binds(one) if {
	some name in one.when.programs
	name in programs
}

rail_verdict(one) := min([capped(n) | some n in one.musts])

required_here contains program if {
	some program in programs
	covering := [id | some id in binding; program in rails[id].covers]
	count(covering) == 0
}

required_verdict(program) := capped(in_force_at_levels(program, "no")) if {
	program in required_known
} else := 1

# What was not asked, or cannot be: never better than unknown.
open_questions contains 1 if not well_formed

open_questions contains 1 if service == ""

open_questions contains 1 if count(carried) + count(programs) == 0

open_questions contains 1 if {
	some name in carried
	speaking := [id | some id in binding; name in rails[id].when.data]
	count(speaking) == 0
}

# A limit that all verdicts have, so that there is always one.
open_questions contains 3

capped(n) := n if well_formed

capped(n) := min([n, 1]) if not well_formed

# -- what is stated

carried := listed("data")

programs := listed("programs")

service := text("service")

region := text("region")

account := text("account")

workload_facts := object.get(input, "workload_facts", {})

own_facts := {k: v | some k, v in object.get(input, "facts", {}); v != null}

facts := object.union(workload_facts, own_facts)

text(name) := object.get(input, name, "")

listed(name) := {one | some one in object.get(input, name, [])}

lists := ["data", "programs", "agreements", "eligible", "claimed", "aged", "unstated"]

texts := ["service", "region", "account", "country", "partition"]

records := ["levels", "facts", "workload_facts"]

known_keys := {one | some group in [lists, texts, records]; some one in group}

well_formed if {
	is_object(input)
	every name in lists { strings(object.get(input, name, [])) }
	every name in texts { is_string(object.get(input, name, "")) }
	every name in records { is_object(object.get(input, name, {})) }
	every level in object.get(input, "levels", {}) { is_string(level) }
	every name, _ in input { name in known_keys }
}

strings(value) if {
	is_array(value)
	every one in value { is_string(one) }
}

# -- what the register answers, where its answers are loaded

default registered := false

registered if is_object(data.assay.register)

looked_up(key) := 1 if {
	service == ""
} else := n if {
	some n, word in words
	region in object.get(cell(key), word, [])
} else := 1

cell(key) := object.get(column(key), service, object.get(column(key), "*", {}))

column(key) := object.get(rows(key), account, object.get(rows(key), "*", {}))

rows(key) := object.get(data.assay.register.answers, key, {})

# -- what conditions ask

agreement(kind) := looked_up(concat(":", ["agreement", kind])) if {
	registered
} else := 2 if {
	kind in listed("agreements")
	account == ""
} else := 3 if {
	kind in listed("agreements")
} else := 1 if {
	unstated({kind, concat(":", ["agreement", kind])})
} else := 0

on_list(program) := looked_up(concat(":", ["eligible", program])) if {
	registered
} else := somewhere if {
	program in listed("eligible")
} else := 1 if {
	service == ""
} else := 1 if {
	unstated({program, concat(":", ["eligible", program])})
} else := 0

in_force(program, level, aged) := looked_up(key) if {
	registered
	key := concat(":", ["claimed", program, level, aged])
} else := somewhere if {
	claim_stated(program, level, aged)
} else := 1 if {
	service == ""
} else := 1 if {
	unstated({program, concat(":", ["claimed", program])})
} else := 0

in_force_at_levels(program, aged) := min(verdicts) if {
	verdicts := [verdict |
		some level in levels_of(program)
		verdict := in_force(program, level, aged)
	]
}

levels_of(program) := found if {
	found := levels_asked(program)
	count(found) > 0
} else := {""}

levels_asked(program) := {level |
	some name in carried
	level := object.get(object.get(class_levels, name, {}), program, "")
	level != ""
} | {level | level := object.get(input, "levels", {})[program]}

claim_stated(program, level, aged) if {
	some one in claims(aged)
	claim_fits(one, program, level)
}

claim_fits(one, program, level) if {
	level == ""
	split(one, ":")[0] == program
}

claim_fits(one, program, level) if {
	level != ""
	one == concat(":", [program, level])
}

claims(aged) := listed("claimed") if {
	aged == "no"
} else := listed("claimed") | listed("aged")

unstated(names) if {
	some name in names
	name in listed("unstated")
}

# What holds somewhere is open while nobody has said what and where it is.
somewhere := 1 if {
	service == ""
} else := 2 if {
	region == ""
} else := 3

place(axis, values, wanted) := 2 if {
	region == ""
} else := 1 if {
	there(axis) == ""
} else := 3 if {
	within(there(axis), values) == wanted
} else := 0

there(axis) := region if {
	axis == "region"
} else := object.get(data.assay.register[axis], region, "") if {
	registered
} else := text(axis)

within(value, values) := true if {
	value in values
} else := false

fact(stated, name, values) := 2 if {
	object.get(stated, name, null) == null
} else := 3 if {
	stated[name] in values
} else := 0

contrary(n) := {0: 3, 1: 1, 2: 2, 3: 0}[n]

# -- the rails

class_levels := {"cui": {"fedramp": "moderate"}, "federal-low": {"fedramp": "low"}, "federal-moderate": {"fedramp": "moderate"}, "federal-high": {"fedramp": "high"}, "au-unclassified-dlm": {"irap": "unclassified-dlm"}, "au-official": {"irap": "official"}, "au-official-sensitive": {"irap": "official-sensitive"}, "au-protected": {"irap": "protected"}, "au-secret": {"irap": "secret"}, "sg-low-impact": {"mtcs": "1"}, "sg-moderate-impact": {"mtcs": "2"}, "sg-high-impact": {"mtcs": "3"}, "dod-il2": {"dod-srg": "2"}, "dod-il4": {"dod-srg": "4"}, "dod-il5": {"dod-srg": "5"}, "dod-il6": {"dod-srg": "6"}, "es-basic": {"ens": "basic"}, "es-medium": {"ens": "medium"}, "es-high": {"ens": "high"}}

required_known := ["hipaa"]

rails := {
	# Health information only in eligible services of a designated account
	"phi-account": {
		"when": {"data": ["phi", "ephi"], "programs": ["hipaa"]},
		"covers": [],
		"musts": {
			"agreement": agreement("baa"),
			"eligible": on_list("hipaa"),
		},
	},
}
