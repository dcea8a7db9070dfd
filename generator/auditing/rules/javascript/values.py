"""JavaScript values that are not what they look like: forms as JSON, buffers in texts, names of headers."""

import re
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree

_FORM = re.compile(r"\b(?:const|let|var)\s+(\w+)\s*=\s*new\s+(URLSearchParams|FormData|Map)\b")
_STRINGIFIED = re.compile(r"\bJSON\.stringify\(\s*(\w+)\s*[,)]")
_MADE = r"Buffer\.from\((?:[^()]|\([^()]*\))*\)"
_BUFFER = re.compile(rf"[\"'`]Basic [\"'`]\s*\+\s*{_MADE}(?!\s*\.)|`Basic \$\{{{_MADE}\}}")
# Node.js puts the names of headers into small letters: https://nodejs.org/api/http.html#messageheaders
_HANDLER = re.compile(
    r"(?<!\w)\(\s*(\w+)\s*,\s*res(?:ponse)?\b|\bfunction\s*\w*\(\s*(\w+)\s*,\s*res(?:ponse)?\b"
)
_MIDDLEWARE = re.compile(r"\.use\((?!\s*(?:express|bodyParser|cors|helmet|morgan|['\"`]))")
_CALLBACK = re.compile(
    r"\brequest(?:\.(?:get|post|put|patch|del|delete))?\(\s*(?P<options>[\s\S]{0,2000}?)"
    r"(?:function\s*)?\(\s*\w+\s*,\s*\w+\s*,\s*(?P<body>\w+)\s*\)"
)


def value_faults(tree: Tree) -> Iterator[Fault]:
    """The faults of values, which no exception tells."""
    text = tree.text
    forms = {match[1]: match[2] for match in _FORM.finditer(text)}
    for match in _STRINGIFIED.finditer(text) if forms else ():
        if match[1] in forms:
            message = f"JSON.stringify makes {{}} of a {forms[match[1]]}"
            fix = (
                "Pass it as the body itself." if forms[match[1]] != "Map" else "Write Object.fromEntries(…)."
            )
            yield _at(text, match.start(), message, fix)
    if buffer := _BUFFER.search(text):
        message = "a Buffer in a text is its bytes as text, and no base64"
        yield _at(text, buffer.start(), message, "Write Buffer.from(…).toString('base64').")
    yield from _capital_names(text)
    yield from _text_of_request(text)
    yield from _requests_of_node(text)
    yield from _headers_too_early(text)


def _capital_names(text: str) -> Iterator[Fault]:
    """``req.headers['X-Signature']`` of a server in Node.js: undefined."""
    names = {name for pair in _HANDLER.findall(text) for name in pair if name}
    if _MIDDLEWARE.search(text):  # which may add headers, by any name
        return
    for match in re.finditer(r"\b(\w+)\.headers\[\s*['\"]([\w-]*[A-Z][\w-]*)['\"]\s*\]", text):
        if match[1] in names:
            message = f"Node.js has the names of headers in small letters: {match[2]} is never there"
            yield _at(text, match.start(), message, f"Write {match[1]}.headers['{match[2].lower()}'].")


def _text_of_request(text: str) -> Iterator[Fault]:
    """``body.id`` in a callback of request, without ``json``: the body is text."""
    if not re.search(r"require\(\s*['\"]request['\"]\s*\)", text):
        return
    call = _CALLBACK.search(text)
    # The options may stand in a variable; json may be the body itself, which asks for JSON as true does.
    if call is None or re.search(r"\bjson['\"]?\s*[:=]", text[: call.end()]) or "JSON.parse" in text:
        return
    read = re.search(
        rf"\b{call['body']}\.(?!length\b|toString\b|slice\b|substring\b|trim\b|split\b|match\b|replace\b)\w+",
        text[call.end() :],
    )
    if read is not None:
        message = f"{call['body']} is text: request reads JSON only with json: true"
        yield _at(text, call.end() + read.start(), message, "Add json: true to the options.")


_SENT = re.compile(r"\b(?:const|let|var)\s+(\w+)\s*=\s*(https?)\.request\(")
_ANSWERED = re.compile(
    r"\bhttps?\.(?:request|get)\([^;]{0,400}?(?:\(\s*|\bfunction\s*\(\s*|,\s*)(\w+)\s*\)?\s*(?:=>)?\s*\{"
)


def _requests_of_node(text: str) -> Iterator[Fault]:
    """A request of node:http that nothing ends, and is never sent; a body that its response has not."""
    for match in _SENT.finditer(text):
        ends = rf"\b{match[1]}\.(?:end|pipe)\b|[(,]\s*{match[1]}\s*[,)]|\breturn {match[1]}\b|\.\.\.|…"
        if not re.search(ends, text):  # neither the sample does, nor something that it gives the request to
            message = f"nothing ends {match[1]}: node:{match[2]} waits for {match[1]}.end() before it sends"
            yield _at(text, match.start(), message, f"Write {match[1]}.end().")
    for match in _ANSWERED.finditer(text):
        read = re.search(rf"\b{match[1]}\.(?:body|data|json)\b", text[match.end() :])
        if read is not None and f"{match[1]} =" not in text:
            message = (
                f"{match[1]} is a stream, and has no {read[0].partition('.')[2]}: its data comes in events"
            )
            yield _at(text, match.end() + read.start(), message, f"Collect it in {match[1]}.on('data', …).")
            return


def _headers_too_early(text: str) -> Iterator[Fault]:
    """``xhr.setRequestHeader`` before ``open``: an InvalidStateError (XMLHttpRequest Standard §3.5.2)."""
    for name in dict.fromkeys(re.findall(r"\b(\w+)\s*=\s*new XMLHttpRequest\b", text)):
        early, opened = text.find(f"{name}.setRequestHeader("), text.find(f"{name}.open(")
        if 0 <= early < opened:
            message = "setRequestHeader stands before open: InvalidStateError"
            yield _at(text, early, message, f"Call {name}.open first.")


def _at(text: str, offset: int, message: str, fix: str) -> Fault:
    return Fault("WP111", message, text.count("\n", 0, offset), None, fix, "warning")
