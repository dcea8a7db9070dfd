"""What samples send that the list of their section leaves out, and no word of the page explains (WP514)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from urllib.parse import unquote

from generator.auditing.pages import Outline, Page
from generator.auditing.rules.authentication.token_requests import query_pairs
from generator.auditing.rules.http.urls import is_placeholder
from generator.auditing.rules.pages.placed import Placed, line_of
from generator.auditing.rules.pages.subjects import Subjects
from generator.auditing.rules.parameters.listed import Listed, listed_parameters
from generator.auditing.rules.parameters.listed_places import sent_in_body, sent_in_query
from generator.auditing.rules.slips import is_plural, is_slip
from generator.auditing.understanding.call import HOLE, Fault

_OF_ANSWER = re.compile(
    r"(?i)\b(?:respon\w+|returns?|answers?|results?|errors?|output|webhooks?|events?|headers?)\b"
)
_WORD = re.compile(r"[A-Za-z_][\w-]*")


def unlisted_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A note for each list that lacks what its section's requests send; told at the first such request."""
    outline = Outline(page.headings)
    subjects = Subjects(outline, calls)
    groups: defaultdict[int, list[Listed]] = defaultdict(list)
    for each in listed_parameters(page) if calls else ():
        groups[each.group].append(each)
    explained: set[str] = set()
    told: set[tuple[int, tuple[str, ...]]] = set()
    for line, group in groups.items():
        if len(group) < 2 or _OF_ANSWER.search(outline.path(line).rpartition(" / ")[2]):
            continue
        names = {each.name for each in group}
        for number, item in enumerate(subjects.calls(line)):
            standing = _standing_for(item, names)
            sent = {
                name for name in (*sent_in_query(item.call), *sent_in_body(item.call)) if HOLE not in name
            }
            common = (names | standing) & sent
            is_early = number < _LOOKED and len(names) * len(sent) < _PAIRS
            misspelt = _misspelt(names - sent, sent - names) if is_early else {}
            if misspelt and len(names & sent) + len(misspelt) > 1:
                yield from _otherwise(item, misspelt, group, standing)
                break
            if len(common) < 2 or 2 * len(common) < len(sent):
                continue
            explained = explained or explained_words(page)
            missing = unexplained(sent - common, explained)
            if missing and (item.line, tuple(missing)) not in told:
                told.add((item.line, tuple(missing)))
                yield unlisted(item, missing, line)
            if missing:
                break


# A header of the API's own that says who asks; those that HTTP itself has need no word.
_OWN_HEADER = re.compile(r"(?i)x-[\w-]*|[\w-]*(?:api|access|auth|secret)[\w-]*(?:key|token)[\w-]*")
_COMMON_HEADER = re.compile(r"(?i)x-(?:requested-with|forwarded-\w+|http-method-override|csrf-?token|amz-.*)")


def unexplained_header_faults(page: Page, calls: Sequence[Placed]) -> Iterator[Fault]:
    """A note on the headers of its own that an API is sent, on a page that lists parameters and not them.

    Its last word is enough to name it: ``X-Acme-Signature`` is "the signature".
    """
    sent = {
        header.name.lower(): (header.name, item.sample.block.line_at(header.line))
        for item in reversed(calls)
        for header in item.call.headers
        if _OWN_HEADER.fullmatch(header.name) and not _COMMON_HEADER.fullmatch(header.name)
    }
    if not sent or not any(True for _ in listed_parameters(page)):
        return
    texts = [each.text for each in page.texts] + [each.text for each in page.headings]
    said = re.sub(r"[\W_]", "", "\n".join(texts)).lower()
    unsaid = [place for name, place in sent.items() if re.split(r"[-_]", name)[-1] not in said]
    if unsaid:
        words = ", ".join(written for written, _ in unsaid)
        message = f"the samples send {words}, and no word of the page says what that is"
        line = min(line for _, line in unsaid)
        yield Fault("WP514", message, line, None, "Say what it holds, and where it comes from.", "note")


def _misspelt(listed: AbstractSet[str], sent: AbstractSet[str]) -> dict[str, str]:
    """The names that are sent and, but for their letters' case, a plural or a slip, are listed as well.

    ``Customer`` is a title, which names no field.
    """
    found = {}
    names = [each for each in listed if not each.istitle()]
    for name in sent:
        alike = [
            each
            for each in names
            if _plain(each) == _plain(name) or is_plural(each, name) or is_slip(each, name, _LIKE)
        ]
        if len(alike) == 1 and len(name) > _SHORT:
            found[name] = alike[0]
    return found


def _plain(name: str) -> str:
    return re.sub(r"[_-]", "", name).lower()


_LIKE = 0.87
_LOOKED = 10  # calls of one operation, which are spelled alike
_PAIRS = 20_000  # names that are compared
_SHORT = 3  # letters: ``id`` and ``ids`` are two things


def _otherwise(
    item: Placed, misspelt: dict[str, str], group: Sequence[Listed], standing: AbstractSet[str]
) -> Iterator[Fault]:
    """The faults of names that are `misspelt`; what is `standing` for a value may be meant for that alone."""
    lines = {each.name: each.line for each in group}
    says_more = any(each.type or each.required is not None for each in group)  # than what to put in
    for name, listed in sorted(misspelt.items()):
        if name in standing and listed.isupper() and not says_more:
            continue  # ``client_id=[CLIENT_ID]``
        message = f"the list says {listed} (line {lines[listed]}), and the sample sends {name}"
        severity = "note" if name in standing else None
        fix, about = "Correct the one that is wrong.", frozenset({name})
        yield Fault("WP514", message, _line(item, name), None, fix, severity, about=about, meant=listed)


def _standing_for(item: Placed, names: AbstractSet[str]) -> set[str]:
    """What a sample sends with a listed name in the place of the value: ``client_id={publicKey}``."""
    body = item.call.body
    pairs = [*item.call.query, *query_pairs(item.call.url), *(body.fields if body is not None else ())]
    return {name for name, value in pairs if is_placeholder(value) and names & set(_words(value))}


def unexplained(names: AbstractSet[str], words: AbstractSet[str]) -> list[str]:
    """The names that no words are of; ``filter[from]`` is explained where both of its words are."""
    return sorted(name for name in names if not words >= set(_words(unquote(name))))


def explained_words(page: Page) -> set[str]:
    """The words of the text and of the tables: who names a parameter says something of it.

    ``business_token`` is named by "the business token" as well.
    """
    texts = [each.text for each in page.paragraphs] + [each.text for each in page.headings]
    texts += [cell for table in page.tables for _, cells in table.rows for cell in cells]
    words = [_words(text) for text in texts]
    pairs = {"_".join(pair).lower() for each in words for pair in pairwise(each)}
    return pairs.union(*words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _line(item: Placed, name: str) -> int:
    """The line of the file on which a sample sends a name."""
    body = item.call.body
    first = body.line if body is not None else item.call.url_line
    return item.sample.block.line_at(line_of(item.sample.text.split("\n"), first, name))


def unlisted(item: Placed, missing: Sequence[str], line: int) -> Fault:
    """The note on what a request sends, and the list at a line has not."""
    at = _line(item, missing[0].rpartition(".")[2])
    shown = ", ".join(missing[:4])
    message = f"the sample sends {shown}, and the list (line {line}) does not say what that is"
    fix = "List it, or do not send it."
    return Fault("WP514", message, at, None, fix, "note", about=frozenset(missing))
