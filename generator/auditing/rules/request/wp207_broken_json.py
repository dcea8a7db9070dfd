"""error: JSON body does not parse.

The JSON that the sample sends has a syntax error. Placeholders and variables are set aside first.

## Bad

```bash
curl --fail --json '{"name": "Ada",}' https://api.acme.dev/items
```

## Good

```bash
curl --fail --json '{"name": "Ada"}' https://api.acme.dev/items
```

## Source

[RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.requests.call import HOLE, CallBody, CodeFault
from generator.auditing.samples.sample import PageSample

# A string, which is kept, or a comment; either may lack its end.
_COMMENT = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\"?)|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/)?|(?<=[\s,])#[^\n]*")
_ELISION = re.compile(r"\.\.\.|…")
_MARK = re.compile(r"\{\{.*?\}\}|<%.*?%>|<[A-Za-z_][\w .,:/|-]*>|\$\{\w+\}")
_TEMPLATE = re.compile(r"\s*(?:\{\{|\{%|\[\[|<|\{[A-Za-z_ ]+\}\s*$|\[[A-Za-z_ ]+\]\s*$)")
_MEMBERS = re.compile(r"[{,\[]\s*<[A-Za-z_][^<>\n]*>\s*[},\]]")  # what stands in the place of members
_CHOICE = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|(\|)")


def check(sample: PageSample) -> Iterator[CodeFault]:
    """JSON bodies that do not parse, after placeholders and elisions are set aside."""
    for call in sample.calls:
        if call.body is None:
            continue
        found = _faults(call.body)
        if call.client != "http":
            yield from found
        elif not any(match[1] for match in _CHOICE.finditer(call.body.text or "")):
            yield from (replace(each, severity="warning") for each in found)  # shown, and sent by nobody


def _faults(body: CallBody) -> Iterator[CodeFault]:
    if body.kind != "json" or body.text is None or _TEMPLATE.match(body.text):
        return
    problem = _problem(body.text)
    if problem:
        severity = "warning" if _MEMBERS.search(body.text) else None
        message = f"the JSON body does not parse: {problem}"
        yield CodeFault("WP207", message, body.line, None, "Correct the JSON (RFC 8259).", severity)


def _problem(text: str) -> str:
    """Why a text is no JSON; empty if all is well, or too much is left out to tell."""
    if _ELISION.search(text):
        return ""
    comment = next((match[0] for match in _COMMENT.finditer(text) if match[1] is None), None)
    text = _COMMENT.sub(lambda match: match[1] or "\n" * match[0].count("\n"), text)
    filled = _MARK.sub("0", text.replace(HOLE, "0"))
    try:
        json.loads(filled, strict=False)
    except json.JSONDecodeError as error:
        before, after = filled[: error.pos].rstrip(), filled[error.pos :]
        if before.endswith(",") and re.match(r"\s*[}\]]", after):
            return "a comma stands before the end"
        return error.msg.lower()
    except RecursionError:
        return ""
    return f"it has no comments, such as {comment[:30]}" if comment else ""
