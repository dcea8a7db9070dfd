"""What the text of a sample says about the HTTP request that it would send; nothing is executed."""

from dataclasses import dataclass

HOLE = "\ufffc"  # stands in a text for what only running the sample would tell
# What a fault is about that has no name of its own, beside the names of parameters and paths.
BODY = "the body"
CREDENTIALS = "the credentials"


@dataclass(frozen=True, slots=True)
class Header:
    """A header as the sample sets it, at a 0-based text line of its block."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class CallBody:
    """A request body.

    `kind` is form, json, multipart, raw or file; `text` the literal text where there is one; `fields`
    the names and values that are known. `encodes` says whether the client encodes the values by itself,
    `joined` whether several pieces were joined by hand, `line` is 0-based. `json` is
    the JSON that the client makes, with `HOLE` for what is not known; None where it is `text` itself.
    """

    kind: str
    text: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    encodes: bool = False
    line: int = 0
    json: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request read back from a sample.

    `client` is curl, requests, httpx, urllib, http.client, net/http, HttpClient, fetch or axios. `url`
    holds `HOLE` where a part is unknown, and is empty where nothing is known. `verifies_tls` is None where
    the text does not tell. Lines are 0-based lines of the block.
    """

    client: str
    method: str
    url: str
    line: int
    url_line: int
    headers: tuple[Header, ...] = ()
    body: CallBody | None = None
    query: tuple[tuple[str, str], ...] = ()
    basic: tuple[str, str] | None = None
    sets_content_type: bool = False
    verifies_tls: bool | None = None

    def header(self, name: str) -> Header | None:
        """The header of that name, whatever its case."""
        return next((header for header in self.headers if header.name.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class CodeFault:
    """Something in the text that a rule names; `line` 0-based in the block, `column` 0-based or None.

    `severity` overrides that of the rule where a case is milder. `about` names what is sent or left out:
    parameters, paths, ``BODY`` or ``CREDENTIALS``; faults of one cause are about the same.
    """

    rule: str
    message: str
    line: int
    column: int | None = None
    fix: str | None = None
    severity: str | None = None
    about: frozenset[str] = frozenset()


def fault_at(
    text: str, offset: int, rule: str, message: str, fix: str, severity: str | None = None
) -> CodeFault:
    """A fault at a place in the text of a block, with its column."""
    line, start = text.count("\n", 0, offset), text.rfind("\n", 0, offset) + 1
    return CodeFault(rule, message, line, offset - start, fix, severity)
