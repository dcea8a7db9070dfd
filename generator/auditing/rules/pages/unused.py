"""What a page's samples import or keep and never use, in them or in those below (WP117, WP118)."""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from generator.auditing.pages import Page
from generator.auditing.rules.samples import Sample
from generator.auditing.rules.slips import is_slip, slips_of
from generator.auditing.understanding.call import Fault

_AS = r"[\w.]+(?:[ \t]+as[ \t]+\w+)?"
_PYTHON = re.compile(
    rf"^[ \t]*(?:import[ \t]+(?P<modules>{_AS}(?:[ \t]*,[ \t]*{_AS})*)"
    r"|from[ \t]+[\w.]+[ \t]+import[ \t]+(?P<names>[\w \t,]+))[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
_JAVASCRIPT = re.compile(
    r"^[ \t]*(?:(?:const|let|var)[ \t]+(?P<names>\w+|\{[^{}\n]*\})[ \t]*=[ \t]*require\([^()\n]*\)(?:\.\w+)?"
    r"|import[ \t]+(?P<modules>(?:\*[ \t]+as[ \t]+)?\w+|\{[^{}\n]*\})[ \t]+from[ \t]+['\"][^'\"\n]+['\"])"
    r"[ \t]*;?[ \t]*(?://.*)?$",
    re.MULTILINE,
)
_JAVA = re.compile(r"^[ \t]*import[ \t]+(?P<names>[\w.]+\.[A-Z]\w*);[ \t]*$(?P<modules>)?", re.MULTILINE)
_RUBY = re.compile(r"^[ \t]*require[ \t]+['\"](?P<names>[\w/-]+)['\"][ \t]*$(?P<modules>)?", re.MULTILINE)
# The constants and methods that a library of Ruby brings: https://docs.ruby-lang.org/en/3.4/
_BROUGHT = {
    "json": ("JSON", "to_json"), "net/http": ("Net", "URI"), "uri": ("URI",), "base64": ("Base64",),
    "openssl": ("OpenSSL",), "securerandom": ("SecureRandom",), "httparty": ("HTTParty",),
    "faraday": ("Faraday",), "rest-client": ("RestClient",), "http": ("HTTP",), "digest": ("Digest",),
    "time": ("Time",), "date": ("Date", "DateTime"), "csv": ("CSV",), "erb": ("ERB",),
}  # fmt: skip
_IMPORTS = {"ruby": _RUBY, "python": _PYTHON, "javascript": _JAVASCRIPT, "java": _JAVA}
_WORD = re.compile(r"\w+")
# What is imported for what it does, or is used by what a compiler makes of the text.
_EFFECTS = {"React", "annotations", "h"}

# A function is kept for others to call. What a shell keeps is its user's, Go refuses by itself (WP104).
_NO_FUNCTION = r"(?!\s*(?:async\b|function\b|lambda\b|require\(|\([^()\n]*\)\s*=>|\w+\s*=>|->))"
_DECLARED = re.compile(rf"(?<!export )\b(?:const|let|var)[ \t]+(\w+)[ \t]*=(?![=>]){_NO_FUNCTION}")
_TYPED = re.compile(
    r"^[ \t]*(?:final[ \t]+|using[ \t]+)?(?:var|[A-Za-z][\w.]*(?:<[\w.<>,? \t]*>)?(?:\[\])?)"
    r"[ \t]+(\w+)[ \t]*=(?![=>])",
    re.MULTILINE,
)
_BARE = re.compile(rf"^[ \t]*(\w+)[ \t]*(?::[ \t]*\w[\w.\[\], ]*)?=(?![=~>]){_NO_FUNCTION}", re.MULTILINE)
_DOLLAR = re.compile(rf"^[ \t]*\$(\w+)[ \t]*=(?![=>]){_NO_FUNCTION}", re.MULTILINE)
_KEPT = {
    "python": _BARE, "ruby": _BARE, "javascript": _DECLARED, "java": _TYPED, "csharp": _TYPED, "php": _DOLLAR,
}  # fmt: skip
_COMMENT = re.compile(r"(?:^|(?<=[\s;{}]))(?:#|//)(?=[\s\w])[^\n]*")
_ELIDED = re.compile(r"(?<!\w)\.\.\.(?![\w(\[])|…")
# A sample that signs a request: what it makes last is what it is for.
_SIGNED = re.compile(r"(?i)\bhmac|_hmac|createHmac")
_HEADERS = re.compile(r"(?i)(?:\w+_)?headers?")
_SIMILAR = 0.8
_MOST = 5  # of one sample: who sees so many sees the others


def unused_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """What each sample brings for nothing; a sample below it may be what uses it."""
    if not any(sample.calls for sample in samples):
        return  # a page about something else, where a part is shown of what is imported
    below: defaultdict[str, set[str]] = defaultdict(set)
    for sample in reversed(samples):
        family = sample.family
        if family not in _KEPT:
            continue
        pattern = _IMPORTS.get(family)
        rest = pattern.sub("", sample.text) if pattern is not None else sample.text
        words = _WORD.findall(rest)
        used = set(words)
        if "(" in rest and _ELIDED.search(rest) is None:
            if pattern is not None:
                yield from _imports(sample, pattern, used, below[family] | _EFFECTS)
            if sample.calls or _SIGNED.search(rest):
                yield from _kept(page, sample, _KEPT[family], words, below[family])
        # What a sample gives a value by itself is not what it would take from those above.
        below[family] |= used.difference(match[1] for match in _KEPT[family].finditer(rest))


def _imports(sample: Sample, pattern: re.Pattern[str], used: set[str], below: set[str]) -> Iterator[Fault]:
    """The first name of each import that nothing uses."""
    for match in pattern.finditer(sample.text):
        if match.re is _RUBY:
            brought = _BROUGHT.get(match["names"])
            unused = [match["names"]] if brought and (used | below).isdisjoint(brought) else []
        else:
            names = (name for name in _bound(match) if name not in below)
            unused = [name for name in names if name not in used or _is_only_written(sample, name)]
        if unused:
            line = sample.line_of(match.start())
            message = f"nothing uses {unused[0]}, which is imported here"
            yield Fault("WP117", message, line, None, "Remove it.")


def _is_only_written(sample: Sample, name: str) -> bool:
    """Whether Python has a name as a method, an argument or in a text alone: ``r.json()``, ``json=form``."""
    if sample.language not in ("python", "pycon"):
        return False
    use = re.compile(rf"(?<![\w.\-/'\"`]){re.escape(name)}(?!\w|\s*=(?!=)|['\"/-])")
    uses = (match.start() for match in use.finditer(sample.text))
    starts = (sample.text.rfind("\n", 0, place) + 1 for place in uses)
    return all(_IMPORTING.match(sample.text, start) for start in starts)


_IMPORTING = re.compile(r"[ \t]*(?:import|from)\b|[ \t]*#")


def _bound(match: re.Match[str]) -> list[str]:
    """The names that an import brings."""
    listed = (match["modules"] or match["names"] or "").strip().strip("{}")
    parts = [part.replace(":", " as ").split() for part in listed.split(",")]
    names = [part[-1] for part in parts if part]
    if match.re is _JAVA:
        return [name.rpartition(".")[2] for name in names]
    return [name.partition(".")[0] for name in names]


def _kept(
    page: Page, sample: Sample, pattern: re.Pattern[str], words: Sequence[str], below: set[str]
) -> Iterator[Fault]:
    """A value that a sample which sends or signs requests keeps in a name, and that nothing reads.

    Headers that are made and never sent, an answer that nobody looks at, a name that is misspelt where it is
    assigned. What the text of the page tells of by its name is there to be shown.
    """
    code = _COMMENT.sub("", sample.text)
    times = Counter(_WORD.findall(code) if len(code) < len(sample.text) else words)
    kept: defaultdict[str, list[int]] = defaultdict(list)
    for match in pattern.finditer(sample.text):
        kept[match[1]].append(match.start(1))
    made = () if sample.calls else _variables(sample, list(kept))
    last = max((kept[name][-1] for name in made), default=-1)
    unread = (
        name
        for name, places in kept.items()
        if times[name] <= len(places) and not name.startswith("_") and name not in below
        if f"`{name}" not in page.source and (last not in places or _HEADERS.fullmatch(name))
    )
    known = frozenset(kept)
    for name in islice(_variables(sample, list(unread)), _MOST):
        places = kept[name]
        near = slips_of(name, known, _SIMILAR)
        meant = [each for each in dict.fromkeys(words) if len(name) > 3 and _is_meant(name, each, kept)]
        fix = f"Did you mean {(near or meant)[0]}?" if near or meant else f"Use {name}, or remove it."
        line = sample.line_of(places[-1])
        yield Fault("WP118", f"{name} is given a value, and nothing reads it", line, None, fix)


def _is_meant(name: str, other: str, kept: Mapping[str, object]) -> bool:
    """Whether a name that nothing gives a value is another one but for a slip."""
    return other not in kept and other.islower() == name.islower() and is_slip(name, other, _SIMILAR)


def _variables(sample: Sample, names: Sequence[str]) -> Iterator[str]:
    """Those of the names that a statement assigns; in Python, an argument on its own line looks like one."""
    if sample.language not in ("python", "pycon") or not names:
        yield from names
        return
    from generator.auditing.rules.python.syntax import parsed
    from generator.auditing.understanding.python_values import nodes

    tree = parsed(sample.text)
    targets = [
        target
        for node in (nodes(tree) if tree is not None else ())
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    assigned = {target.id for target in targets if isinstance(target, ast.Name)}
    yield from (name for name in names if name in assigned)
