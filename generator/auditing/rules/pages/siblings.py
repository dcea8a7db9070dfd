"""Samples that show one thing, in several languages, against each other (WP502 to WP504, WP513)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.credentials import CREDENTIAL, sends_credentials
from generator.auditing.rules.authentication.token_requests import grant_of
from generator.auditing.rules.http.urls import is_open_host, split
from generator.auditing.rules.pages.placed import Placed, shape, shapes
from generator.auditing.understanding.bodies import form_pairs
from generator.auditing.understanding.call import BODY, CREDENTIALS, HOLE, Call, Fault, Header

_ALIKE = 0.6
_SAID = {"form": "urlencoded", "json": "json", "multipart": "multipart"}
_KINDS = {"form": "a form", "json": "JSON", "multipart": "multipart/form-data"}


def sibling_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """Where samples beside each other disagree about method, host, path, parameters or credentials."""
    hosts = Counter(item.host for item in calls)
    for paragraph in page.paragraphs:
        hosts.update(split(url)[1] for url in re.findall(r"https?://[\w.-]+", paragraph.text))
    for section in _sections(page, calls):
        # Of which kind a sample is: its language, with the client there.
        languages = Counter((item.sample.language, item.call.client) for item in section)
        if len(languages) > 1 and max(languages.values()) == 1:
            yield from _compared(section, hosts)


def _sections(page: Page, placed: Sequence[Placed]) -> Iterator[list[Placed]]:
    """Samples that belong together: those of one tab set, or those between two headings."""
    groups: dict[object, list[Placed]] = {}
    outline = Outline(page.headings)
    headings = outline.headings
    for item in placed:
        number = outline.number(item.sample.block.line)
        title = headings[number - 1].text if number else ""
        level = headings[number - 1].level if number else 0
        if re.fullmatch(
            r"(?i)[\W\d]*(?:curl|bash|shell|python\w*|go(?:lang)?|c#|\.net|java(?:script)?|node(?:\.?js)?|php|ruby|csharp|http|requests|fetch|axios)[\W\d]*(?:example|sample|code)?s?[\W]*",
            title,
        ):
            while number and headings[number - 1].level >= level:
                number -= 1
        groups.setdefault(item.sample.block.group * 100000 or -number, []).append(item)
    yield from groups.values()


def _compared(group: Sequence[Placed], of_page: Mapping[str, int]) -> Iterator[Fault]:
    known = [item for item in group if item.call.url and not item.call.url.startswith(HOLE)]
    yield from _credentials(group)
    yield from _schemes(group)
    if len({item.call.method for item in known}) > 1:
        # Another method on another path is another request, and none of these languages is wrong.
        usual = Counter((item.call.method, shape(item.path).strip("/")) for item in known).most_common(1)[0][
            0
        ]
        same_path = [item for item in known if shape(item.path).strip("/") == usual[1]]
        # A method that takes no body is the odd one where a body is sent.
        fitting = Counter(item.call.method for item in same_path if not _is_bodiless(item))
        yield from _minority(same_path, [item.call.method for item in same_path], "WP503", "method", fitting)
        group = [item for item in group if item.call.method == usual[0]]
        known = [item for item in known if item.call.method == usual[0]]
    hosts = [item.host for item in known]
    yield from _minority(
        known,
        ["" if is_open_host(host, _all_of_one_kind(hosts)) else host for host in hosts],
        "WP502",
        "host",
        of_page,
    )
    paths = shapes(known)
    if _are_variants([path for path in paths if path]):
        yield from _minority(known, paths, "WP503", "path")
    kinds = {id(item): item.call.body.kind if item.call.body else "" for item in known}
    # Of a token request the RFC says what its body is, and so does WP206.
    of_one_kind = [item for item in known if kinds[id(item)] in _KINDS and not grant_of(item.call)]
    said = Counter(
        _KINDS[kinds[id(item)]]
        for item in of_one_kind
        if (header := item.call.header("Content-Type")) is not None and _SAID[kinds[id(item)]] in header.value
    )
    yield from _minority(
        of_one_kind, [_KINDS[kinds[id(item)]] for item in of_one_kind], "WP504", "body", said
    )
    yield from _parameters(group)


def _is_bodiless(item: Placed) -> bool:
    """Whether a call sends a body with a method that takes none."""
    return item.call.body is not None and item.call.method in ("GET", "HEAD")


def _all_of_one_kind(hosts: Sequence[str]) -> Sequence[str]:
    """The hosts, where all of them are examples; none where one is real, so that the others stand for it."""
    return hosts if all("example" in host for host in hosts if host) else ()


def _credentials(group: Sequence[Placed]) -> Iterator[Fault]:
    """A sample without credentials, where two beside it send some, or one that makes the same request."""
    if any(grant_of(item.call) for item in group):
        return
    sending = [item for item in group if sends_credentials(item.call)]
    for item in group:
        is_open = any(not header.name or HOLE in header.name for header in item.call.headers)
        is_open = is_open or CREDENTIAL.search(item.sample.text) is not None
        is_lacking = item not in sending and not is_open and item.call.client != "HttpClient"
        if is_lacking and len(sending) > 1:
            message = "this sample sends no credentials, unlike the samples beside it"
            fix = "Send the same Authorization in every language."
            yield Fault("WP513", message, item.line, None, fix, about=frozenset({CREDENTIALS}))


def _schemes(group: Sequence[Placed]) -> Iterator[Fault]:
    """An Authorization header of another scheme, or of none, than two or more of those beside it have."""
    with_scheme = [
        (item, header, match[0].lower() if (match := re.match(r"[A-Za-z][\w-]*(?=\s)", header.value)) else "")
        for item in group
        if (header := item.call.header("Authorization")) is not None
        and (not header.value.startswith(HOLE) or _is_token_alone(item, header))
    ]
    usual, count = (
        Counter(scheme for _, _, scheme in with_scheme).most_common(1)[0] if with_scheme else ("", 0)
    )
    for item, header, scheme in with_scheme:
        if usual and count > 1 and scheme != usual:
            here = f"the scheme {scheme}" if scheme else "no scheme"
            message = f"Authorization has {here} here, and {usual.capitalize()} in the samples beside it"
            at = item.sample.block.line_at(header.line)
            yield Fault("WP513", message, at, None, "Send the same in every language.")


def _is_token_alone(item: Placed, header: Header) -> bool:
    """Whether a header's value is a variable that is called a token, and no line puts a scheme before it."""
    rows = item.sample.text.split("\n")
    row = rows[header.line] if header.line < len(rows) else ""
    named = _TOKEN.search(row.replace("Authorization", "")) is not None
    return header.value == HOLE and named and _SCHEME.search(item.sample.text) is None


_TOKEN = re.compile(r"(?:token|jwt)\b", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?:bearer|basic|digest)\b", re.IGNORECASE)


def _are_variants(paths: Sequence[str]) -> bool:
    """Whether the paths are alike, so that one of them may be a mistake for the others."""
    counts = Counter(paths)
    usual = counts.most_common(1)[0][0] if counts else ""
    return counts[usual] > 2 or all(SequenceMatcher(None, usual, path).ratio() >= _ALIKE for path in counts)


def _differ_in_values(paths: Sequence[str]) -> bool:
    """Whether paths of one length differ where one of them has a star, which may stand for the others."""
    segments = [path.split("/") for path in paths]
    if len({len(each) for each in segments}) > 1:
        return False
    return any("*" in column and len(set(column)) > 1 for column in zip(*segments, strict=True))


def _minority(
    items: Sequence[Placed],
    values: Sequence[str],
    rule: str,
    what: str,
    of_page: Mapping[str, int] | None = None,
) -> Iterator[Fault]:
    """The items whose value is not the usual one; where two are as usual, the page as a whole decides."""
    counts = Counter(value for value in values if value)
    if len(counts) < 2 or (what == "path" and _differ_in_values(list(counts))):
        return
    usual = max(counts, key=lambda value: (counts[value], (of_page or {}).get(value, 0)))
    for item, value in zip(items, values, strict=True):
        if value and value != usual:
            message = f"the {what} is {value} here, and {usual} in the samples beside it"
            about = frozenset({BODY} if what == "body" else {value, usual})
            yield Fault(rule, message, item.line, None, f"Write {usual}.", about=about)


def _names(call: Call) -> frozenset[str]:
    fields = call.body.fields if call.body else ()
    given = [*fields, *call.query, *form_pairs(split(call.url)[3])]
    return frozenset(name for name, _ in given if name and HOLE not in name)


def _is_open(call: Call) -> bool:
    """Whether a call may send more than its text tells."""
    return HOLE in call.url or call.body is not None


def _fields(call: Call) -> tuple[tuple[str, str], ...]:
    return call.body.fields if call.body else ()


def _parameters(group: Sequence[Placed]) -> Iterator[Fault]:
    """A sample that sends other parameters than most of those beside it."""
    # What is left out of a body may well be what another has.
    group = [item for item in group if not any(HOLE in name for name, _ in _fields(item.call))]
    with_names = [(item, _names(item.call)) for item in group]
    known = [names for _, names in with_names if names]
    is_one = len(known) > 1 and len(set(known)) == 1
    # One that sends none at all is compared where the others agree, and its URL is written out.
    with_names = [
        (item, names)
        for item, names in with_names
        if names or (is_one and item.call.method == "GET" and item.path and not _is_open(item.call))
    ]
    if len(known) < 2:
        return
    credentials = {"client_id", "client_secret"}
    counts = Counter(frozenset(names - credentials) for names in known)
    usual = max(counts, key=lambda names: counts[names])
    for item, names in with_names:
        missing = sorted(usual - names)
        extra = sorted(names - usual - credentials)
        if missing or extra:
            words = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has {', '.join(extra)}"] * bool(
                extra
            )
            line = item.sample.block.line_at(item.call.body.line if item.call.body else item.call.line)
            message = f"this sample {' and '.join(words)}, unlike the samples beside it"
            fix = "Send the same parameters in every language."
            yield Fault("WP504", message, line, None, fix, about=frozenset({*missing, *extra}))
