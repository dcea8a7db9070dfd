"""Pages that anybody wrote in, `Finding`s out. Open `auditor` first.

`pages` and `extracting` find the code on a page, `understanding` reads it back into the `requests` that it
would send, `samples` puts the two together, `rules` and `judging` (the tools of each language) say what is
wrong, `described` and `running` hold samples against a description, `reporting` writes what was found,
`adopting` and `mending` change pages. Nothing of a sample is run, but for what `running` does with ``--run``.
"""

from generator.auditing.auditor import audit
from generator.auditing.reporting.report import AuditReport

__all__ = ["AuditReport", "audit"]
