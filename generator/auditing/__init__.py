"""Pages that anybody wrote in, `Finding`s out.

`extracting` finds the code on a page, `recognising` says its language, `understanding` reads it back into
the request that it would send, `rules` judge it, `reporting` writes what they found. Nothing is executed.
"""

from generator.auditing.auditor import Report, audit

__all__ = ["Report", "audit"]
