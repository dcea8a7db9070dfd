"""Ruby: methods that requests and responses of Net::HTTP, a text of its, and requests of Faraday do not have.

A line of `data/members_ruby.txt` is a class of Ruby 3.3 with its methods, by reflection; the first has what
every object has. https://docs.ruby-lang.org/en/3.3/Net/HTTP.html, https://www.rubydoc.info/gems/faraday/Faraday/Request
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, fault_on
from generator.near import near

_GIVEN = re.compile(r"^[ \t]*(\w+)[ \t]*=(?![=~])", re.MULTILINE)
_REQUEST = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*Net::HTTP::[A-Z]\w+\.new\b", re.MULTILINE)
_RESPONSE = re.compile(
    r"^[ \t]*(\w+)[ \t]*=[ \t]*(?:Net::HTTP\.(?:get_response|post_form|post|start)\b|http\.request\b)",
    re.MULTILINE,
)
_TEXT = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*Net::HTTP\.get(?:[ (]|$)", re.MULTILINE)
_BLOCK = re.compile(r"\.(?:get|post|put|patch|delete)\b[^\n]*(?:\bdo|\{)\s*\|(\w+)\|")
_OF_FARADAY = "http_method path params headers body options url to_env"
# What ActiveSupport adds to every object.
_ADDED = {
    *("present?", "blank?", "presence", "try", "try!", "as_json", "to_json", "to_param", "to_query"),
    *("in?", "deep_dup"),
}
_MEANT = {
    "status": "code", "status_code": "code", "headers": "[name]", "form_data": "set_form_data",
    "header": "headers", "data": "body", "json": "body", "text": "body", "query": "params",
}  # fmt: skip
_TITLES = {"request": "a request of Net::HTTP", "response": "a response of Net::HTTP"}


@cache
def _members(kind: str) -> frozenset[str]:
    text = files("generator.auditing").joinpath("data/members_ruby.txt").read_text("utf-8")
    rows = {first: names for first, *names in map(str.split, text.splitlines())}
    return frozenset(_ADDED).union(rows["*"], rows.get(kind, _OF_FARADAY.split()))


def member_faults(tree: Tree) -> Iterator[Fault]:
    """The methods that raise NoMethodError, on names that are given one value."""
    kinds = dict(_kinds(tree.text))
    for node in tree.nodes if kinds else ():
        owner, method = node.child_by_field_name("receiver"), node.child_by_field_name("method")
        if node.type != "call" or owner is None or method is None or owner.type != "identifier":
            continue
        kind, name = kinds.get(tree.source(owner), ""), tree.source(method)
        if kind == "text" and name not in _members(kind) and name in _members("response"):
            message = f"Net::HTTP.get gives the text of the answer, which has no method {name}: NoMethodError"
            yield fault_on(method, message, "Write Net::HTTP.get_response(…).")
        elif kind not in ("", "text") and name.isidentifier() and name not in _members(kind):
            meant = _MEANT.get(name, "") or near(name, sorted(_members(kind)), 0.7)
            title = _TITLES.get(kind, "a request of Faraday")
            fix = (
                f"Write {tree.source(owner)}.{meant}." if meant else f"See the documentation of {title[2:]}."
            )
            fix = fix.replace(".[", "[")
            message = f"{title} has no method {name}: NoMethodError"
            yield fault_on(method, message, fix)


def _kinds(text: str) -> Iterator[tuple[str, str]]:
    """The names that hold a request, a response or its text, each with what it holds."""
    given = Counter(_GIVEN.findall(text))
    if "Net::HTTP" in text:
        yield from ((name, "request") for name in _REQUEST.findall(text) if given[name] == 1)
        yield from ((name, "response") for name in _RESPONSE.findall(text) if given[name] == 1)
        yield from ((name, "text") for name in _TEXT.findall(text) if given[name] == 1)
    if "Faraday" in text and "Net::HTTP" not in text:
        yield from ((name, "faraday") for name in _BLOCK.findall(text) if not given[name])
