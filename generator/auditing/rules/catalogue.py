"""Every rule: its stable id, what it is called, how bad it is, and how to select it.

The page of a rule is ``site/docs/rules/<ID>.md``. WP1xx: the text of a sample. WP2xx: transport and
encoding. WP3xx: credentials and security. WP4xx: the description. WP5xx: the page as a whole.
WP6xx: robustness and old APIs. WP7xx: what a sample does when it is run.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import get_args

from generator.findings import Severity
from generator.near import near


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule. `severity` is that of its ordinary case; a finding may be milder, and says so itself.

    `source` is the address of what the rule rests on: an RFC, a specification, a language's manual.
    """

    id: str
    severity: Severity
    title: str
    source: str


_ROWS = """
WP101 error   Does not parse or compile
WP106 warning Shell prompt inside the sample
WP107 error   Typographic character in code
WP108 error   HTML entity in code
WP109 error   Continued line is broken
WP113 warning Answer inside the sample
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
WP309 note    Token request that is no POST
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
WP503 warning Samples disagree about the method or the path
WP504 warning Samples disagree about the parameters
WP506 warning Grant or parameter that OAuth does not have
WP511 warning Code block is never closed
WP513 warning Samples disagree about the credentials
WP601 error   Module or function that no longer exists
WP602 warning Deprecated API
WP603 warning Error is ignored
WP701 error   Sends nothing when it runs
WP702 error   Sends what the operation does not describe
WP703 error   Does not compile
WP704 warning Exits with 0 on an error
WP705 warning Sends its request to another host
WP706 note    Answer is never shown
WP707 error   Fails on the documented answer
WP708 warning Does not end by itself
"""

_SOURCES = """
WP101 https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
WP106 https://developers.google.com/style/code-samples
WP107 https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02
WP108 https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
WP109 https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_01
WP113 https://developers.google.com/style/code-samples
WP114 https://curl.se/docs/manpage.html#-g
WP115 https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02
WP116 https://curl.se/docs/manpage.html
WP201 https://www.rfc-editor.org/rfc/rfc9700#section-2.6
WP202 https://url.spec.whatwg.org/#application/x-www-form-urlencoded
WP203 https://url.spec.whatwg.org/#urlencoded-parsing
WP204 https://www.rfc-editor.org/rfc/rfc3986#section-2.4
WP205 https://www.rfc-editor.org/rfc/rfc9110#section-8.3
WP206 https://www.rfc-editor.org/rfc/rfc9110#section-8.3
WP207 https://www.rfc-editor.org/rfc/rfc8259
WP208 https://www.rfc-editor.org/rfc/rfc3986#section-3
WP209 https://developer.mozilla.org/docs/Web/API/RequestInit#body
WP210 https://www.rfc-editor.org/rfc/rfc9110#section-9.3.1
WP211 https://www.rfc-editor.org/rfc/rfc9110#section-5.1
WP212 https://curl.se/docs/manpage.html#-g
WP301 https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html
WP302 https://www.rfc-editor.org/rfc/rfc6750#section-5.3
WP303 https://www.rfc-editor.org/rfc/rfc6749#section-2.3
WP304 https://www.rfc-editor.org/rfc/rfc6749#section-2.3
WP305 https://www.rfc-editor.org/rfc/rfc6749#section-3.2.1
WP306 https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4
WP307 https://www.rfc-editor.org/rfc/rfc9700#section-2.4
WP309 https://www.rfc-editor.org/rfc/rfc6749#section-3.2
WP401 https://spec.openapis.org/oas/v3.1.1.html#paths-object
WP402 https://spec.openapis.org/oas/v3.1.1.html#path-item-object
WP403 https://spec.openapis.org/oas/v3.1.1.html#parameter-object
WP404 https://spec.openapis.org/oas/v3.1.1.html#parameter-object
WP405 https://spec.openapis.org/oas/v3.1.1.html#schema-object
WP406 https://spec.openapis.org/oas/v3.1.1.html#request-body-object
WP407 https://spec.openapis.org/oas/v3.1.1.html#server-object
WP408 https://spec.openapis.org/oas/v3.1.1.html#operation-object
WP501 https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2
WP502 https://www.writethedocs.org/guide/writing/docs-principles/
WP503 https://www.rfc-editor.org/rfc/rfc3986#section-6.2
WP504 https://www.writethedocs.org/guide/writing/docs-principles/
WP506 https://www.rfc-editor.org/rfc/rfc6749#section-4
WP511 https://spec.commonmark.org/0.31.2/#fenced-code-blocks
WP513 https://www.rfc-editor.org/rfc/rfc9110#section-11
WP601 https://docs.python.org/3/whatsnew/3.0.html#library-changes
WP602 https://pkg.go.dev/io/ioutil
WP603 https://go.dev/blog/errors-are-values
WP701 https://developers.google.com/style/code-samples
WP702 https://spec.openapis.org/oas/v3.1.1.html#operation-object
WP703 https://developers.google.com/style/code-samples
WP704 https://everything.curl.dev/cmdline/exitcode.html
WP705 https://spec.openapis.org/oas/v3.1.1.html#server-object
WP706 https://developers.google.com/style/code-samples
WP707 https://spec.openapis.org/oas/v3.1.1.html#response-object
WP708 https://everything.curl.dev/usingcurl/timeouts.html
"""


OPTIONAL = frozenset({"WP309", "WP603"})
"""Rules of style and habit, which are off unless they are selected."""


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by id, in order."""
    rules = {}
    sources = dict(row.split() for row in _SOURCES.strip().splitlines())
    for row in _ROWS.strip().splitlines():
        rule_id, severity, title = row.split(maxsplit=2)
        known = next(item for item in get_args(Severity) if item == severity)
        rules[rule_id] = Rule(rule_id, known, title, sources[rule_id])
    return rules


def selected(select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """The ids chosen by prefixes, as ruff has it: ``WP2`` is all of WP2xx; the longer prefix wins.

    Without `select`, these are all but the optional ones.
    """
    chosen = set()
    for rule_id in catalogue():
        usual = ("",) if rule_id not in OPTIONAL else ()
        wanted = max((len(prefix) for prefix in select or usual if rule_id.startswith(prefix)), default=-1)
        unwanted = max((len(prefix) for prefix in ignore if rule_id.startswith(prefix)), default=-1)
        if wanted > unwanted:
            chosen.add(rule_id)
    return frozenset(chosen)


def unknown_rules(names: Iterable[str]) -> str:
    """What is wrong with the first of `names` that selects no rule, and the nearest rule; "" if all do."""
    for name in names:
        if not name.startswith("WP") or not any(rule_id.startswith(name) for rule_id in catalogue()):
            meant = near(name.upper(), catalogue(), 0.5)
            remedy = f"did you mean {meant}?" if meant else "a rule is WP203, a group of rules WP2"
            return f"there is no rule {name!r}; {remedy}"
    return ""
