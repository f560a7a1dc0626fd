"""The text beside the documents: what this file is and how to check it."""

from datetime import date

__all__ = ["readme"]

_TEXT = """\
{provider}: publication {number} of the stream {stream}, as of {on}.

WHAT THIS IS
One sealed file. documents/ holds what was published in each of its forms (PDF, page,
data), which all say the same. The rest shows who published it and that it is recorded
in a public log.

HOW TO CHECK IT
1. Obtain the provider's public keys by a way that you trust. Nothing in this file can
   tell you which keys are theirs, and no checker should take keys from it.
2. Write them into a policy file of your own:
       log LOG_KEY
       role publisher PUBLISHER_KEY
   and, if you know more, what you have seen before:
       known ORIGIN SIZE ROOT
       current {stream} NUMBER
3. Run, with the network off if you like:
       assay verify FILE --policy POLICY
   It says yes, or why not: altered, wrong_key, not_in_log, forked_log, superseded,
   malformed. Keep the file: checked against a later one with --since, it shows that
   the log's past was never rewritten.

BY HAND, WITHOUT OUR PROGRAM
manifest.json lists each document with its SHA-256. envelopes/publication.dsse.json is a
DSSE envelope around an in-toto statement that names the manifest and the documents by
digest. SHA-256 of salts/publication.salt followed by that envelope is the last line of
the log entry; proofs/publication.tlog-proof (C2SP tlog-proof) shows the entry in the
log's Merkle tree (RFC 6962), under a checkpoint that the log has signed.

WHAT NO PROOF CAN SHOW
That evidence was true when it was collected.
"""


def readme(*, provider: str, stream: str, seq: int, on: date) -> bytes:
    """The text for one package."""
    return _TEXT.format(
        provider=provider, number=seq, stream=stream, on=on.isoformat()
    ).encode()
