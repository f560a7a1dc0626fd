"""What stands around an id where it is written: standards, headings, joints.

`45 CFR § 164.308(a)`, `PCI DSS Requirement 3.5.1`, `NIST SP 800-53 AC-2`, `Annex A
8.24`: only the last part names a requirement.
"""

import re

__all__ = ["FAMILIES", "bare", "names_c5", "without_joints"]

FAMILIES = "a[cpru]|at|c[amp]|d[im]|i[apr]|m[ap]|p[elmst]|r[a]|s[aceir]|tr|ul"
"""The families of controls of SP 800-53, with those of revision 4's appendix J."""

_NAMES = (
    r"(?:nist\s+)?(?:sp[\s_-]*)?800[-_](?:53|66|171|172)[a-z]?(?:[\s_,-]*r(?:ev)?\.?\s*\d+)?",
    r"(?:nist\s+)?csf(?:\s*v?\d(?:\.\d)?)?",
    r"fedramp(?:\s+rev\.?\s*\d)?",
    r"pci(?:[\s-]*dss)?(?:\s+v?\d\.\d(?:\.\d)?)?",
    r"iso(?:/iec)?\s*\d{4,5}(?:-\d)?(?::\d{4})?",
    r"(?:aicpa\s+)?(?:tsc|soc\s*2)(?::?\s*(?:2017|2022))?",
    r"(?:csa\s+)?(?:ccm|caiq)(?:\s*v?\d(?:\.\d)*)?",
    r"(?:bsi\s+)?c5(?::\d{4})?",
    r"cis(?:\s+(?:csc|controls?))?(?:\s+v\d(?:\.\d)*)?|hds(?:\s+v\d(?:\.\d)*)?",
    r"tisax|cmmc(?:\s*v?\d(?:\.\d)?)?|hipaa|gdpr|nis\s?2|dora|cjis(?:secpol)?|gxp",
)
_STANDARD = re.compile(rf"(?:{'|'.join(_NAMES)})[\s_:]+(?=\S)", re.IGNORECASE)
_HEADINGS = (
    r"requirement|req\.?|control|criterion|clause|article|art\.?|section|sec\.?",
    r"paragraph|para\.?|safeguard|principle|practice",
)
_HEADING = re.compile(
    rf"(?:{'|'.join(_HEADINGS)})(?:\s+|(?<=\.))(?=\S*\d)", re.IGNORECASE
)
_ANNEX = re.compile(r"annex\s+a[\s.]*(?=\d)", re.IGNORECASE)
_CITATION = re.compile(
    r"(?:\d+\s+C\.?F\.?R\.?[\s,]*)?(?:part\s+(?:\d+(?![\d.(])[\s,:]+)?)?"
    r"(?:subpart\s+[A-Z][\s,:]+)?(?:§+\s*)*",
    re.IGNORECASE,
)
_CRITERIA = re.compile(r"(cc|pi)\s+(?=\d)", re.IGNORECASE)
_WHOLE_PART = re.compile(r"(?:\d+\s+C\.?F\.?R\.?\s*)?part\s+\d+", re.IGNORECASE)
_ENHANCEMENT = re.compile(r"\s+(?:control\s+)?enhancement\s+\(?(\d+)\)?", re.IGNORECASE)
_C5 = re.compile(r"(?:bsi\s+)?c5[\s:]", re.IGNORECASE)
_JOINT = re.compile(r"[\s&_/]+")


def names_c5(text: str) -> bool:
    """Whether C5 is named: its `PS-01` has the letters of a family of SP 800-53."""
    return _C5.match(text) is not None


def bare(text: str) -> str:
    """The text without the name of a standard, and of its part, before the id.

    Empty where it names a whole part of a regulation, which is no requirement.
    """
    if _WHOLE_PART.fullmatch(text):
        return ""
    for _ in range(3):
        short = _STANDARD.sub("", text, count=1) if _STANDARD.match(text) else text
        short = _CITATION.sub("", short, count=1)
        if _HEADING.match(short):
            short = _HEADING.sub("", short, count=1)
        if short == text:
            break
        text = short
    text = _ENHANCEMENT.sub(r"(\1)", text, count=1)
    return _CRITERIA.sub(r"\1", _ANNEX.sub("A.", text, count=1), count=1)


def without_joints(text: str) -> str:
    """The text in small letters, joined by dashes."""
    return _JOINT.sub("-", text).lower()
