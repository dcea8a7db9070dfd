"""error: Variable that is sent as it is.

A variable stands where nothing expands it, so that its name is sent instead of its value: in single quotes in a
shell, in a text without `f`, `$` or backticks in a program. In a program it counts where the sample gives the
name a value.

## Bad

```bash
curl -H 'Authorization: Bearer $TOKEN' https://api.acme.dev/items
```

## Good

```bash
curl --fail -H "Authorization: Bearer $TOKEN" https://api.acme.dev/items
```

## Source

[POSIX Shell Command Language, Single-quotes](https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_02)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import Call, CodeFault
from generator.auditing.samples.sample import PageSample

# How the languages write a variable within a text: ``$NAME``, ``${NAME}``, ``#{name}``, ``{name}``.
_VARIABLE = re.compile(
    r"(?<!\$)\$([A-Za-z_]\w*)|[$#]\{\s*([A-Za-z_]\w*)\s*\}|(?<![{$#])\{([A-Za-z_]\w*)\}(?!\})"
)
_OF_A_SHELL = re.compile(r"\$\{?[A-Z][A-Z0-9_]+\b")
_FILLED = re.compile(r"(?i)\.replace\(|format\(|format_map|template|expand|path_?param|render|sub\(")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """The first variable of each request that is sent as it is written, although it has a value."""
    if sample.is_program and _FILLED.search(sample.text):
        return
    for call in sample.calls if sample.is_code else ():
        found = ((line, match) for line, text in _sent(call) for match in _VARIABLE.finditer(text))
        for line, match in found:
            if _is_meant(sample, match):
                where = "single quotes" if sample.script is not None else "a text that expands nothing"
                message = f"{match[0]} stands in {where}, and is sent as it is"
                fix = "Use double quotes." if sample.script is not None else "Use a text that is filled in."
                yield CodeFault("WP115", message, line, None, fix)
                break


def _sent(call: Call) -> Iterator[tuple[int, str]]:
    """The texts that a request sends, each with its line; of a body, what a form holds."""
    yield call.url_line, call.url
    yield from ((header.line, header.value) for header in call.headers)
    yield from ((call.line, part) for part in call.basic or ())
    if call.body is not None and call.client == "curl":
        yield call.body.line, call.body.text or ""
    if call.body is not None and call.body.kind in ("form", "multipart"):
        yield from ((call.body.line, value) for _, value in call.body.fields)
    yield from ((call.url_line, value) for _, value in call.query)


def _is_meant(sample: PageSample, match: re.Match[str]) -> bool:
    """Whether the sample gives the name a value; in a shell, names in capitals are variables in any case."""
    name = next(group for group in match.groups() if group)
    if sample.script is not None:
        is_assigned = re.search(rf"^[ \t]*(?:export\s+)?{name}=", sample.text, re.MULTILINE) is not None
        is_host = match.string[: match.start()].endswith("://")  # DNS has no $
        is_sure = is_assigned or is_host or _OF_A_SHELL.match(match[0]) is not None
        return match[0].startswith("$") and is_sure
    given = rf"(?<![.\w\"'&?]){name}\s*(?::?=(?![=>])|,[^\n=]*:=)|\$(?<=\$){name}\s*=(?![=>])"
    return re.search(given, sample.text) is not None and _is_placeholder(name, sample.text) is None


def _is_placeholder(name: str, text: str) -> re.Match[str] | None:
    """``username = "{username}"``: what the reader puts in."""
    return re.search(rf"\b{name}\s*:?=\s*[\"'`]\{{{name}\}}[\"'`]", text)
