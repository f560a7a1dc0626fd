"""What is wrong where an expectation of the Metaschema is broken, in our words.

The expression that is broken is exact, and says nothing to most who read it.
"""

from typing import Final

__all__ = ["BROKEN"]

BROKEN: Final[dict[str, str]] = {
    "oscal-catalog-control-require-statement-when-appropriate": (
        "It is neither withdrawn, reserved nor superseded, and has no statement"
    ),
    "oscal-method-part-has-method-prop": (
        "An assessment method does not say which: examine, interview or test"
    ),
    "oscal-parameter-depends-on-deprecated": (
        "depends-on is deprecated: say it with insert in the parameter's own text"
    ),
    "oscal-component-protocol-uuid": "A protocol should have a uuid",
    "oscal-component-protocol-port-range-has-start": "A range of ports should start",
    "oscal-component-protocol-port-range-has-end": "A range of ports should end",
    "oscal-component-protocol-port-range-starts-before-end": (
        "The range of ports ends before it starts"
    ),
    "oscal-back-matter-resource-citation-title": (
        "A resource that is cited should have a title"
    ),
    "oscal-metadata-link-uri-reference-no-media-type": (
        "A link into the document has a media type; the resource there says it"
    ),
    "oscal-poam-item-uuid": "An item should have a uuid",
    "oscal-profile-req-merge-combine": (
        "Combining by merge is deprecated and defined nowhere: use keep or use-first"
    ),
    "oscal-information-type-uuid": "A type of information should have a uuid",
}
"""By the id of the constraint."""
