"""OSCAL in XML: elements and attributes to the tree that JSON has, and back.

The tables say which names are attributes, which are elements, in what order, and which
hold markup. What XML cannot say of a JSON document (a key that OSCAL does not know) is
an error, never left out in silence; what it has no place for but must not lose rides
along in a processing instruction that other readers pass over:

`<?assay-schema URL?>` before the root is JSON's `$schema`, and `<?assay-markdown ...?>`
inside an element is the spelling of its Markdown, where writing it again from the
elements would spell it otherwise.
"""

from assay.oscal.xml.reading import from_xml, parse_xml
from assay.oscal.xml.writing import to_xml

__all__ = ["from_xml", "parse_xml", "to_xml"]
