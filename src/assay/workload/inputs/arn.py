"""Amazon resource names and availability zones: the region and account they tell."""

import re

__all__ = ["account_of", "region_of", "zone_region"]

_ARN = re.compile(r"arn:[\w-]+:[\w-]*:([\w-]*):(\d*):")
_ZONE = re.compile(r"([a-z]{2}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]")


def region_of(arn: str) -> str:
    """The region in an ARN; empty for services that have none."""
    found = _ARN.match(arn)
    return found[1] if found else ""


def account_of(arn: str) -> str:
    """The account in an ARN."""
    found = _ARN.match(arn)
    return found[2] if found else ""


def zone_region(zone: str) -> str:
    """The region of an availability zone: `us-east-1a` lies in `us-east-1`."""
    found = _ZONE.fullmatch(zone)
    return found[1] if found else ""
