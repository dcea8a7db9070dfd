"""error: Body that the client cannot send.

The client refuses the body, or sends something else: an object as the text `[object Object]`, the name of a file
and not its content, a body in a GET request of `fetch`.

## Bad

```javascript
fetch("https://api.acme.dev/items", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: { name: "Ada" },
});
```

## Good

```javascript
fetch("https://api.acme.dev/items", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ name: "Ada" }),
});
```

## Source

[MDN, RequestInit: body](https://developer.mozilla.org/docs/Web/API/RequestInit#body)
"""

import re
from collections.abc import Iterator

from generator.auditing.requests.call import Call, CallBody, CodeFault
from generator.auditing.samples.sample import PageSample
from generator.auditing.understanding.shell.meant import fault_in

_FILE = re.compile(
    r"(?:\.{0,2}/)?[\w./-]+\.(?:json|xml|csv|pdf|png|jpe?g|gif|svg|zip|txt|bin|ya?ml|gz|tar|mp[34]|wav|docx?|xlsx?)"
)


def check(sample: PageSample) -> Iterator[CodeFault]:
    """Bodies that the client refuses, or sends as something else."""
    for call in sample.calls:
        if call.body is not None:
            yield from _refused(call, call.body)
            yield from _named_file(call, call.body)
    for curl in sample.curls:
        for option in curl.options:
            if option.name in ("data", "data-binary") and _FILE.fullmatch(option.argument) and sample.script:
                message = f"curl sends the text {option.argument}, and not what is in that file"
                yield fault_in(
                    sample.script, "WP209", message, option.word.offset, f"Write @{option.argument}."
                )


def _refused(call: Call, body: CallBody) -> Iterator[CodeFault]:
    if body.kind == "object" and call.client == "Net::HTTP":
        message = "the body of Net::HTTP is a String, and this is a Hash"
        yield CodeFault("WP209", message, body.line, None, "Write {…}.to_json.")
    elif body.kind == "object" and call.client == "request":
        message = "the body of request is a string or a Buffer, and this is an object"
        yield CodeFault("WP209", message, body.line, None, "Add json: true.")
    elif body.kind == "object":
        message = f"{call.client} sends an object as the text [object Object]"
        yield CodeFault("WP209", message, body.line, None, "Write JSON.stringify(…).")
    if call.method == "GET" and call.client == "curl" and body.kind == "form":
        message = "curl sends this form as the body of a GET request, where servers ignore it"
        yield CodeFault("WP209", message, body.line, None, "Use --get, or POST.", "warning")
    if call.method in ("GET", "HEAD") and body.text != "" and call.client == "fetch":
        message = f"fetch refuses a {call.method} request with a body"
        yield CodeFault("WP209", message, body.line, None, "Send the values in the query, or use POST.")


def _named_file(call: Call, body: CallBody) -> Iterator[CodeFault]:
    """``curl --form file=scan.pdf`` sends the name; the file is sent with an @ (curl's manual, --form)."""
    for name, value in body.fields if call.client == "curl" and body.kind == "multipart" else ():
        if _FILE.fullmatch(value) and not re.search(r"name|path|type", name, re.IGNORECASE):
            message = f"curl sends the text {value[:40]}, not the file of that name"
            yield CodeFault("WP209", message, body.line, None, f"Write {name}=@{value[:40]}.")
