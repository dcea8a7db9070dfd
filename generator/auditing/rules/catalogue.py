"""Every rule: its stable id, what it is called, how bad it is, and how to select it.

The page of a rule is ``site/docs/rules/<ID>.md``. WP1xx: the text of a sample. WP2xx: transport and
encoding. WP3xx: credentials and security. WP4xx: the description. WP5xx: the page as a whole.
WP6xx: robustness and old APIs.
"""

from dataclasses import dataclass
from functools import cache
from typing import get_args

from generator.findings import Severity

HELP = "https://wireproof.readthedocs.io/rules/"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `severity` is that of its ordinary case; a finding may be milder, and says so itself."""

    id: str
    severity: Severity
    title: str

    @property
    def help(self) -> str:
        """The address of the rule's page."""
        return f"{HELP}{self.id}/"


_ROWS = """
WP101 error   Does not parse or compile
WP102 error   Name that nothing defines
WP103 error   Import, using or require is missing
WP104 error   Unused import or variable that stops the compiler
WP105 error   Placeholder outside of a literal
WP106 warning Shell prompt inside the sample
WP107 error   Typographic character in code
WP108 error   HTML entity in code
WP109 error   Continued line is broken
WP110 error   Python 2
WP111 error   Call that does not fit the library
WP112 error   Promise or task that is not awaited, or await where it may not stand
WP114 error   Shell splits or changes an argument
WP115 error   Variable that is never expanded
WP116 error   Option that curl does not have
WP201 warning http where https is meant
WP202 warning Form or query value is not encoded
WP203 error   Doubled or stray separator in a form or query
WP204 warning Value is encoded twice
WP205 warning Content-Type is missing
WP206 warning Content-Type does not match the body
WP207 error   JSON body does not parse
WP208 error   URL is malformed
WP209 error   Body is not serialised
WP210 warning Body in a request whose method takes none
WP211 error   Malformed header
WP212 note    Placeholder that is changed or sent as it is
WP301 warning Credential that looks real
WP302 warning Secret in the URL
WP303 warning Client authentication is missing
WP304 warning Client authenticates twice
WP305 warning Authorization that does not belong
WP306 warning Certificate checks are off
WP307 warning Grant that must not be used any more
WP401 warning Operation that the description does not have
WP402 warning Method that the description does not have
WP403 warning Parameter that the description does not have
WP404 warning Required parameter is missing
WP405 warning Value that the description does not allow
WP406 warning Media type that the description does not have
WP407 warning Host that differs from the description
WP408 warning Operation is deprecated
WP501 warning Samples disagree about the scheme
WP502 warning Samples disagree about the host
WP503 warning Samples disagree about the path
WP504 warning Samples disagree about the parameters
WP505 warning Heading names another method or path than the sample
WP506 warning Sample uses another grant than its section describes
WP507 warning Flow that the page promises and no sample shows
WP508 warning Parameter without a type
WP509 warning Error response without a status
WP510 warning JSON on the page does not parse
WP511 warning Code block is never closed
WP512 note    Samples disagree about the client authentication
WP601 error   Module or function that no longer exists
WP602 warning Deprecated API
WP603 warning Error is ignored
WP604 warning Status is never looked at
WP605 note    No time-out
WP606 note    Response is never closed
"""


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by id, in order."""
    rules = {}
    for row in _ROWS.strip().splitlines():
        rule_id, severity, title = row.split(maxsplit=2)
        rules[rule_id] = Rule(rule_id, next(item for item in get_args(Severity) if item == severity), title)
    return rules


def selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """The ids chosen by prefixes, as ruff has it: ``WP2`` is all of WP2xx; the longer prefix wins."""
    chosen = set()
    for rule_id in catalogue():
        wanted = max((len(prefix) for prefix in select or ("WP",) if rule_id.startswith(prefix)), default=-1)
        unwanted = max((len(prefix) for prefix in ignore if rule_id.startswith(prefix)), default=-1)
        if wanted > unwanted:
            chosen.add(rule_id)
    return frozenset(chosen)
