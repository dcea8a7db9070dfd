"""Bodies of requests that a page shows by themselves, as if they were sent: JSON below "Request body".

They are held against the lists of the page as the bodies of samples are. Nobody sees where they go; the path
of each is the title that it stands under, so that bodies of two operations are not taken for one's.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from generator.auditing.pages import Lines, Outline, Page
from generator.auditing.rules.pages.placed import Placed
from generator.auditing.rules.parameters.listed import Listed, listed_parameters
from generator.auditing.rules.parameters.listed_values import against
from generator.auditing.rules.parameters.unlisted import explained_words, unexplained, unlisted
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.bodies import json_fields
from generator.auditing.understanding.call import Body, Call, Fault
from generator.auditing.understanding.json_text import json_value

_REQUEST = re.compile(r"\b(?:request|payload|body|input)\b", re.IGNORECASE)
_OTHER = re.compile(
    r"\b(?:respon\w*|returns?|returned|answers?|repl(?:y|ies)|results?|output|errors?|webhooks?|events?|callbacks?"
    r"|notifications?|messages?|[2-5]\d\d)\b",
    re.IGNORECASE,
)
# A title that says of which part of an operation it is, and not of which operation.
_PART = re.compile(
    r"(?i)\W*(?:(?:example|sample|code|http|api|query|path|body|url|header|json|request|response|return)s? )*"
    r"(?:requests?|responses?|bod(?:y|ies)|param\w*|arguments?|attributes?|fields?|headers?|examples?|samples?"
    r"|values?|usage|overview|endpoints?|payloads?|returns?|output|errors?(?: \w+)?|notes?|description|schema"
    r"|(?:\w+ )?object|authentication|authorization|curl|json|details?|properties)\W*"
)
_EXAMPLE = re.compile(r"<(/?)RequestExample\b[^>]*>")


def shown_bodies(page: Page, samples: Sequence[Sample]) -> list[Placed]:
    """The bodies in the order of the page, as calls of which nothing else is known."""
    outline = Outline(page.headings)
    inside = _examples(page.source)
    rows = page.source.split("\n") if "<h" in page.source else []
    found = []
    for sample in samples:
        text = sample.text.strip()
        if sample.language != "json" or sample.calls or text[:1] != "{":
            continue
        line = sample.block.line
        title = outline.path(line).rpartition(" / ")[2]
        is_example = bisect_left(inside, line) % 2 == 1
        is_request = is_example or _is_of_request(sample, _html_title(rows, line) or title)
        if not is_request or not isinstance(json_value(text), dict):
            continue
        call = Call("body", "", "", 0, 0, body=Body("json", text, tuple(json_fields(text))))
        found.append(Placed(sample, call, line, "", "", f"/{_subject(outline, line)}"))
    return found


_HTML_TITLE = re.compile(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>")


def _html_title(rows: Sequence[str], line: int) -> str:
    """A title that Markdown has as HTML, right above a block; empty for none."""
    for row in reversed(rows[max(line - 6, 0) : line - 2]):
        if title := _HTML_TITLE.search(row):
            return title[1]
        if row.strip() and not re.fullmatch(r"\s*</?(?:div|span|aside)\b[^>]*>\s*", row):
            break
    return ""


def _examples(source: str) -> list[int]:
    """The lines at which Mintlify's component for requests opens and closes, by turns."""
    if "<RequestExample" not in source:
        return []
    lines = Lines(source)
    found: list[int] = []
    for match in _EXAMPLE.finditer(source):
        if bool(match[1]) == len(found) % 2:
            found.append(lines.at(match.start()))
    return found


def _is_of_request(sample: Sample, title: str) -> bool:
    """Whether the words nearest to a block say that it is what is sent."""
    block = sample.block
    for words in (block.tab, block.prose.rpartition("\n")[2][-200:], title):
        if _OTHER.search(words):
            return False
        if _REQUEST.search(words):
            return True
    return False


def _subject(outline: Outline, line: int) -> str:
    """The title of the operation that a line is about: the nearest that is none of a part of one."""
    titles = outline.path(line).split(" / ")
    return next((each for each in reversed(titles) if each and not _PART.fullmatch(each)), "")


def shown_body_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of such bodies by the lists of their operation; lines are 1-based lines of the file."""
    bodies = shown_bodies(page, samples)
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed_parameters(page) if bodies else ():
        groups[each.group].append(each)
    outline = Outline(page.headings)
    # Components that say of each parameter where it is sent are a list of all.
    whole = {table.line for table in page.tables if table.header[1:2] == ("In",)}
    words: set[str] = set()
    by_subject: defaultdict[str, list[Placed]] = defaultdict(list)
    for item in bodies:
        by_subject[item.path].append(item)
    in_path = set(_IN_PATH.findall(page.source)) if bodies else set()
    for line, group in groups.items():
        title = outline.path(line).rpartition(" / ")[2]
        if _OTHER.search(title) or not (line in whole or _is_list_of_body(title)):
            continue
        group = [each for each in group if line not in whole or each.text.startswith("body")]
        if line not in whole and re.search(r"(?i)\bbody\b", title) is None:
            # What is called required may be a part of the path, where some path has its name.
            group = [replace(each, required=None) if each.name in in_path else each for each in group]
        names = {each.name for each in group}
        of_operation = by_subject.get(f"/{_subject(outline, line)}", [])
        for item in of_operation if len(of_operation) <= _MOST else ():
            sent = _sent(item, names)
            common = names & sent
            if len(common) < 2 or 2 * len(common) < len(sent):
                continue
            # Of another type, it is told as a member of an answer is.
            yield from against(group, item, with_types=False)
            words = words or (explained_words(page) if line not in whole else set())
            missing = sorted(sent - names) if line in whole else unexplained(sent - names, words)
            if missing:
                yield unlisted(item, missing, line)


_IN_PATH = re.compile(r"/[{:<$]+(\w+)")
_MOST = 40  # bodies of one operation: with more, its parts have titles that nobody can tell apart


def _is_list_of_body(title: str) -> bool:
    """Whether a title leaves it open that what is listed below it is sent in the body."""
    return re.search(r"(?i)\b(?:query|path|url|headers?|cookies?)\b", title) is None


def _sent(item: Placed, names: AbstractSet[str]) -> set[str]:
    """The members of a body; where a list has members of a member, ``user.id``, those of it too."""
    value = json_value(item.sample.text.strip())
    members: dict[str, object] = value if isinstance(value, dict) else {}
    parents = {name.partition(".")[0] for name in names if "." in name}
    inner = {
        f"{name}.{each}"
        for name in parents & members.keys()
        for part in [members[name]]
        for each in (part if isinstance(part, dict) else part[0] if isinstance(part, list) and part else ())
        if isinstance(each, str) and isinstance(part[0] if isinstance(part, list) else part, dict)
    }
    return members.keys() | inner
