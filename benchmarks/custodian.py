"""Cloud Custodian's filters on resources handed in; run by its own interpreter.

Reads `{"policies": {name: filters}, "resources": [...]}` on standard input. Only the
filtering is timed: reading the input, loading the provider and the policies is not.
Prints, for each policy, how many resources matched and a digest of their ids.
"""

import hashlib
import json
import sys
import time

from c7n.config import Config
from c7n.policy import PolicyCollection
from c7n.resources import load_resources


def main() -> None:
    """Filter, and print what matched and how long it took."""
    given = json.load(sys.stdin)
    load_resources(("aws.s3",))
    written = [
        {"name": name, "resource": "aws.s3", "filters": filters}
        for name, filters in given["policies"].items()
    ]
    options = Config.empty(region="us-east-1", account_id="123456789012")
    policies = list(PolicyCollection.from_data({"policies": written}, options))
    start = time.perf_counter()
    matched = {
        policy.name: policy.resource_manager.filter_resources(given["resources"])
        for policy in policies
    }
    seconds = time.perf_counter() - start
    found = {name: digest_of(rows) for name, rows in matched.items()}
    print(json.dumps({"seconds": seconds, "found": found}))


def digest_of(rows: list[dict[str, object]]) -> str:
    """One text for a set of resources."""
    ids = "\n".join(sorted(str(row["bucket_id"]) for row in rows))
    return f"{len(rows)} {hashlib.sha256(ids.encode()).hexdigest()}"


if __name__ == "__main__":
    main()
