"""Ruby: a URI where a request is due, and a response or its code where something else is."""

import re
from collections import Counter
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree

_URI = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*URI(?:\.parse)?\b", re.MULTILINE)
_GIVEN = re.compile(r"^[ \t]*(\w+)[ \t]*=(?![=~])", re.MULTILINE)
_PARSED = re.compile(r"\bJSON\.parse[( ][ \t]*(\w+)[ \t]*(?:[),]|$)", re.MULTILINE)
_REQUESTED = re.compile(r"\.request\((\w+)\)")
_RESPONSE = re.compile(
    r"^[ \t]*(\w+)[ \t]*=[ \t]*(?:Net::HTTP\.(?:get_response|post_form|post|start)\b"
    r"|Faraday\.(?:get|post|put|delete)\b|\w+\.request\()",
    re.MULTILINE,
)


def misused_responses(tree: Tree) -> Iterator[Fault]:
    """A URI where a request is due, and a response where its text is: NoMethodError, TypeError.

    https://docs.ruby-lang.org/en/3.3/Net/HTTP.html, https://docs.ruby-lang.org/en/3.3/JSON.html
    """
    text = tree.text
    given = Counter(_GIVEN.findall(text))
    addresses = {name for name in _URI.findall(text) if given[name] == 1}
    for match in _REQUESTED.finditer(text) if "Net::HTTP" in text else ():
        if match[1] in addresses:
            message = f"request takes a request, and {match[1]} is the address of one"
            yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Pass the request.")
    responses = {name for name in _RESPONSE.findall(text) if given[name] == 1}
    for match in _CODE_AS_NUMBER.finditer(text) if "Net::HTTP" in text else ():
        if match[1] in responses:
            message = "the code of Net::HTTP is a String, which is never equal to a number"
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write {match[1]}.code.to_i.")
    texts = {name for name in _TEXT.findall(text) if given[name] == 1}
    for match in _ADDRESSED.finditer(text):
        if match[2] in texts or match[3]:
            message = f"{match[1]} takes a URI, and this is a String: NoMethodError"
            yield Fault("WP111", message, text.count("\n", 0, match.start()), None, "Write URI(…).")
    for match in _PARSED.finditer(text) if responses else ():
        if match[1] in responses:
            message = f"JSON.parse takes text, and {match[1]} is a response: TypeError"
            at = text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, f"Write JSON.parse({match[1]}.body).")


_CODE_AS_NUMBER = re.compile(
    r"\b(\w+)\.code\s*(?:[!=]=|[<>]=?)\s*\d|\b\d{3}\s*[!=]=\s*(\w+)\.code\b(?!\.to_i)"
)
_TEXT = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*['\"]https?://", re.MULTILINE)
_ADDRESSED = re.compile(
    r"\b(Net::HTTP\.(?:get_response|get|post_form|post))[( ]\s*(?:(\w+)\s*[,)\n]|(['\"]https?://))"
)
