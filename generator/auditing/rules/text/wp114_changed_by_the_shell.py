"""error: Argument that the shell or curl changes.

Without quotes the shell splits an argument at spaces, ends the command at `&` and takes `<id>` for a
redirection. In double quotes it takes the `$1` of `$100` for a variable of its own. curl reads `[...]` and
`{...}` in a URL as patterns: it refuses the URL, or drops the braces of `{id}` (a warning).

## Bad

```bash
curl https://api.acme.dev/search?q=cats&limit=5
```

## Good

```bash
curl --fail "https://api.acme.dev/search?q=cats&limit=5"
```

## Source

[curl, URL globbing](https://curl.se/docs/manpage.html#-g)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.curl import Curl
from generator.auditing.understanding.shell.meant import fault_in
from generator.auditing.understanding.shell.script import Script, WordPiece

# What curl finds in a URL: brackets, an empty or doubled pair of braces, a single name in braces.
_PATTERN = re.compile(r"\[([^\]]*)\]?|\{\{|\{\}|\{([^{},]+)\}")
_RANGE = re.compile(r"\[(?:\d+-\d+(?::\d+)?|[a-z]-[a-z](?::\d+)?|[A-Z]-[A-Z]|[0-9a-f:.%]*:[0-9a-f:.%]*|)\]")
_ADDRESS = re.compile(
    r"(?:https?:|\$|\ufffc|<|\{|www\.|localhost|[\w.-]+\.\w+|\[|\d+\.\d+|:|/|ftp|file|unix|@|\()"
)
_ASSIGNED = re.compile(r"^[ \t]*(?:export\s+)?([A-Za-z_]\w*)=", re.MULTILINE)
_ECHOED = re.compile(
    r"\becho\s+(?!-\w)(?:\"[^\"\n]*:[^\"\n]*\"|'[^'\n]*:[^'\n]*'|[^\s|'\"]+:[^\s|'\"]+)"
    r"\s*\|\s*(?:base64|openssl\s+(?:enc\s+-)?base64)\b(?!\s+(?:-d|-D|--decode))"
)


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Arguments that reach curl, or a server, otherwise than they are written."""
    yield from sample.noticed_as("WP114")
    script = sample.script
    if script is None:
        return
    if (match := _ECHOED.search(sample.text)) is not None:
        message = "echo adds a newline to the credentials, and base64 encodes it with them"
        line = sample.text.count("\n", 0, match.start())
        yield CodeFault("WP114", message, line, None, "Write printf '%s' in place of echo.")
    for curl in sample.curls:
        yield from _split(script, curl)
        yield from _expanded(script, curl)
        if not curl.option("globoff"):
            for word in curl.urls[:1]:
                yield from _globbed(word.value, script.line(word.offset))


def _split(script: Script, curl: Curl) -> Iterator[CodeFault]:
    """The half of an argument that curl takes for another URL."""
    for word in curl.urls if len(curl.urls) > 1 else ():
        if not word.value.startswith(("-", "#")) and not _ADDRESS.match(word.value):
            message = f"curl takes {word.value[:40]!r} for another URL"
            fix = "Put the whole argument before it in quotes."
            yield fault_in(script, "WP114", message, word.offset, fix)
            return


def _expanded(script: Script, curl: Curl) -> Iterator[CodeFault]:
    """A $ of a value that the shell takes for its own: ``"$100"``, ``"pa$$word"``, a key behind a $."""
    assigned = set(_ASSIGNED.findall(script.text))
    for word in curl.command.words:
        for piece, following in zip(word.pieces, [*word.pieces[1:], WordPiece("", "", 0)], strict=True):
            if not piece.expands:
                continue
            is_amount = re.fullmatch(r"\$\d", piece.text) and re.match(r"[.,]?\d", following.text)
            is_number = piece.text == "$$" and re.match(r"\w", following.text)
            is_key = re.fullmatch(r"\$(?=\w*\d)[a-z0-9]{16,}", piece.text) and piece.text[1:] not in assigned
            if is_amount or is_number or is_key:
                message = f"the shell takes {piece.text[:12]} for a variable of its own"
                yield CodeFault("WP114", message, script.line(piece.offset), None, "Use single quotes.")
                return


def _globbed(url: str, line: int) -> Iterator[CodeFault]:
    """Curl reads braces and brackets in a URL as patterns (curl's manual, URL); the first that is none."""
    for match in _PATTERN.finditer(url):
        if match[1] is not None and _RANGE.fullmatch(match[0]):
            continue
        fix = "Use a shell variable in double quotes, or add --globoff."
        if match[2] is not None:
            message = f"curl drops the braces of {match[0]} and sends what is inside"
            yield CodeFault("WP114", message, line, None, fix, "warning")
        elif match[1] is not None and (
            "=" in url[: match.start()] or url.startswith(("=", "&"), match.end())
        ):
            message = f"curl reads {match[0]} as a pattern and refuses the URL (curl: (3) bad range)"
            yield CodeFault("WP114", message, line, None, "Add --globoff, or write %5B and %5D.")
        else:
            message = f"curl reads {match[0]} as a pattern and refuses the URL"
            yield CodeFault("WP114", message, line, None, fix)
        return
