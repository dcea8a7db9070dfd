"""Pages that anybody wrote in, `Finding`s out.

`extracting` finds the code on a page, `recognising` says its language, `understanding` reads it back into
the request that it would send, `rules` judge that, `judging` gives the code to the tools of its language,
`reporting` writes what they found. Nothing of a sample is run, but for what `running` does with ``--run``.
"""

from generator.auditing.auditor import Report, audit

__all__ = ["Report", "audit"]
