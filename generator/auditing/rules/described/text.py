"""What the text of a page says of operations, against the description (WP401, WP402, WP403, WP409)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.described import Endpoint, is_nearly
from generator.auditing.rules.described.answers import described_answer_faults, described_reading_faults
from generator.auditing.rules.described.parameters import allowed
from generator.auditing.rules.described.paths import undescribed_faults
from generator.auditing.rules.parameters.bounds import bounds
from generator.auditing.rules.parameters.listed import Listed, bounded_parameters, listed_parameters
from generator.auditing.rules.prose.stated import stated_values
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.sections import Named, Sections, named_endpoints
from generator.auditing.understanding.call import Fault
from generator.model import Operation, Parameter
from generator.near import near

_ONE_OF_TWO = "Correct the page, or the description."
_SUCCESS = re.compile(
    r"\b(?:returns?|answers?|responds?|respon[sc]e|result|status(?: code)?|success\w*|replies|reply)\b"
    r"[^.\n]{0,60}?(?<![\w.:/-])[`*]{0,2}(?:HTTP(?:/[\d.]+)? )?(20[0-8])\b(?!\s*(?:%|ms|s\b|items|records))",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:status_?code|\.status|\.code|\bstatus|http_code|RESPONSE_CODE\)?|HTTP_CODE\)?)(?:\(\))?(?:\.to_i)?\s*"
    r"(?:===?|!==?|-eq|-ne|is|eq)\s*[\"']?(?:HttpStatusCode\.|http\.Status|HttpStatus\.)?(20\d|[A-Z]\w+)\b",
    re.IGNORECASE,
)
_NAMES = {
    "ok": "200", "created": "201", "accepted": "202", "nonauthoritativeinformation": "203",
    "nocontent": "204", "no_content": "204", "resetcontent": "205", "partialcontent": "206",
}  # fmt: skip


def described_text_faults(
    page: Page, samples: Sequence[Sample], known: Sequence[Endpoint]
) -> Iterator[Fault]:
    """The faults of a page's text; their lines are 1-based lines of the file."""
    if not known:
        return
    named = list(named_endpoints(page, known))
    sections = Sections(page, samples, known, named)
    yield from _unknown_endpoints(named, known)
    yield from undescribed_faults(page, samples, named, known)
    yield from _listed(page, sections)
    yield from _statuses(page, samples, sections)
    yield from _values(page, sections)
    yield from described_answer_faults(samples, sections)
    yield from described_reading_faults(samples, known)


def _values(page: Page, sections: Sections) -> Iterator[Fault]:
    """The text lists a value of a parameter that the description does not have."""
    for each in stated_values(page):
        endpoint = sections.endpoint(each.line, each.line)
        for item in endpoint.operation.parameters if endpoint is not None else ():
            odd = (
                each.values - set(allowed(item)) if item.name == each.name and allowed(item) else frozenset()
            )
            if odd and len(odd) < len(each.values):
                message = f"the page lists {', '.join(sorted(odd))} for {each.name}; the description allows "
                yield Fault("WP409", message + ", ".join(allowed(item)), each.line, None, _ONE_OF_TWO)


def _unknown_endpoints(named: Sequence[Named], known: Sequence[Endpoint]) -> Iterator[Fault]:
    """A path that the description has by other methods alone, or that is one of its own but for a slip."""
    by_length: defaultdict[int, set[str]] = defaultdict(set)
    for endpoint in known:
        by_length[endpoint.operation.path.count("/")].add(endpoint.operation.path)
    for each in named:
        if each.meant is not None:
            continue
        if each.endpoints:
            methods = ", ".join(sorted({end.operation.method.upper() for end in each.endpoints}))
            message = f"the description has {methods} for {each.path}, and the page says {each.method}"
            yield Fault("WP402", message, each.line, None, f"Write {methods}.")
            continue
        near = {path for length in by_length for path in by_length[length] if is_nearly(each.path, path)}
        if len(near) == 1:
            message = f"the description has no path {each.path}; it has {min(near)}"
            yield Fault("WP401", message, each.line, None, _ONE_OF_TWO, about=frozenset({each.path}))


def _listed(page: Page, sections: Sections) -> Iterator[Fault]:
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    labels = _Labels(page)
    for each in listed_parameters(page):
        groups[each.group].append(each)
    for group in groups.values():
        endpoint = sections.endpoint(group[0].line, group[0].group)
        if endpoint is None:
            continue
        operation = endpoint.operation
        known = {item.name: item for item in operation.parameters}
        for each in group:
            if each.name in known:
                yield from _said_of(each, known[each.name], operation)
        is_query = _QUERY_LABEL.fullmatch(labels.above(group[0].group)) is not None
        yield from _not_described(group, known, operation, is_query=is_query)
    for each in bounded_parameters(page):
        named = (sections.endpoint(each.line, each.group), sections.endpoint(each.line))
        items = [item for endpoint in named if endpoint for item in endpoint.operation.parameters]
        item = next((item for item in items if item.name == each.name), None)
        if item is not None:
            yield from _bounds_of(each, item)


_QUERY_LABEL = re.compile(
    r"\W*(?:(?:optional|required|supported|available)\s+)?query(?:[- ]?string)?\s+param\w*\W*",
    re.IGNORECASE,
)
_RIGHT_ABOVE = 3  # lines, of which one or two are empty


class _Labels:
    """The words right above a line: a heading, or a paragraph of its own."""

    def __init__(self, page: Page) -> None:
        self._texts = {each.line: each.text for each in page.paragraphs}
        self._texts |= {each.line: each.text for each in page.headings}

    def above(self, line: int) -> str:
        """The nearest text above a line; empty where it is further away."""
        return next(
            (self._texts[n] for n in range(line - 1, line - 1 - _RIGHT_ABOVE, -1) if n in self._texts), ""
        )


def _not_described(
    group: Sequence[Listed], known: dict[str, Parameter], operation: Operation, *, is_query: bool
) -> Iterator[Fault]:
    """Names in a table of parameters that the operation does not have, where it has most of the others.

    A table that says it is of the query is one of this operation.
    """
    found = [each for each in group if each.name in known]
    is_most = is_query or len(found) * 2 > len(group) > 1
    if not found and not is_query:
        return
    for each in group:
        inner = "." in each.name or "[" in each.name or each.name.lower() in ("authorization", "content-type")
        if each.name not in known and not inner:
            meant = near(each.name, known.keys() - {other.name for other in found})
            if not (meant or is_most):
                continue
            message = f"{_name(operation)} has no {each.name} in the description, and the page lists it"
            fix = f"Write {meant}." if meant else _ONE_OF_TWO
            yield Fault("WP403", message, each.line, None, fix, about=frozenset({each.name}))


def _said_of(each: Listed, item: Parameter, operation: Operation) -> Iterator[Fault]:
    """What a page says of one parameter, and the description otherwise."""
    where = f"of {_name(operation)}"
    is_always = (
        item.required
        or item.place == "path"
        or bool(item.required_for and item.required_for == item.only_for)
    )
    if each.required is False and is_always:
        message = f"the page says that {each.name} {where} is optional, and the description requires it"
        yield Fault("WP409", message, each.line, None, _ONE_OF_TWO)
    elif each.required is True and not is_always and not item.required_for:
        message = f"the page says that {each.name} {where} is required, and in the description it is optional"
        yield Fault("WP409", message, each.line, None, _ONE_OF_TWO)
    kind = re.split(r"[ (]", item.type)[0]
    is_whole = each.type == "number" and kind == "integer"  # many a page calls a whole number a number
    if each.type and kind in _KINDS and " or " not in item.type and each.type != kind and not is_whole:
        message = (
            f"the page says that {each.name} {where} is of type {each.type}; the description says {kind}"
        )
        yield Fault("WP409", message, each.line, None, _ONE_OF_TWO)
    default = next((text[8:].strip("'\"") for text in item.constraints if text.startswith("default ")), None)
    said = _LEXICAL_BOOLEANS.get(each.default, each.default) if kind == "boolean" else each.default
    if said is not None and default is not None and not _is_same(said, default):
        message = (
            f"the page says that {each.name} is {each.default} by default; the description says {default}"
        )
        yield Fault("WP409", message, each.line, None, _ONE_OF_TWO)
    yield from _bounds_of(each, item)


def _bounds_of(each: Listed, item: Parameter) -> Iterator[Fault]:
    """Bounds that the page gives to a parameter, and the description otherwise."""
    said = bounds(each.text)
    for described in filter(None, map(bounds, item.constraints)):
        if said is None or said.of != described.of:
            continue
        for one, other in ((said.least, described.least), (said.most, described.most)):
            if one is not None and other is not None and one != other:
                message = (
                    f"the page allows {said.words()} for {each.name}; the description {described.words()}"
                )
                yield Fault("WP409", message, each.line, None, _ONE_OF_TWO)


_LEXICAL_BOOLEANS: dict[str | None, str] = {"0": "false", "1": "true"}
_KINDS = ("string", "integer", "number", "boolean", "array", "object")


def _is_same(one: str, other: str) -> bool:
    try:
        return float(one) == float(other)
    except ValueError:
        return one.strip("\"'").lower() == other.lower()


def _name(operation: Operation) -> str:
    return f"{operation.method.upper()} {operation.path}"


def _statuses(page: Page, samples: Sequence[Sample], sections: Sections) -> Iterator[Fault]:
    """A status of success that the text promises or a sample waits for, and the description does not have."""
    for paragraph in page.paragraphs:
        for match in _SUCCESS.finditer(paragraph.text):
            line = paragraph.line_of(match.end())
            yield from _status(match[1], line, sections, "the page says that {} answers {}", paragraph.line)
    for sample in samples:
        if sample.language == "http" and (answer := re.match(r"\s*HTTP/[\d.]+ (2\d\d)\b", sample.text)):
            yield from _status(answer[1], sample.block.line, sections, "the page shows that {} answers {}")
        if not sample.is_code or len(sample.calls) > 1:
            continue
        for match in _COMPARED.finditer(sample.text):
            status = _NAMES.get(match[1].lower(), match[1])
            line = sample.line_of(match.start())
            if status.isdigit():
                yield from _status(status, line, sections, "the sample expects that {} answers {}")


def _status(status: str, line: int, sections: Sections, words: str, text: int = 0) -> Iterator[Fault]:
    endpoint = sections.endpoint(line, text)
    if endpoint is None:
        return
    described = [response.status for response in endpoint.operation.responses]
    good = sorted({each for each in described if each[:1] == "2"})
    if good and status not in good and "2XX" not in (each.upper() for each in good):
        message = f"{words.format(_name(endpoint.operation), status)}; the description says {', '.join(good)}"
        yield Fault("WP409", message, line, None, f"Write {good[0]}, or correct the description.")
