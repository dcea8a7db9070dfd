"""Go's errors that are seen and dropped, and methods that are called on a type (WP603, WP111)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import ancestor, line

if TYPE_CHECKING:
    from tree_sitter import Node

_SEEN = re.compile(r"\b(\w*[eE]rr)\s*!=\s*nil")
_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")
_ON_A_TYPE = re.compile(r"(?<![&\w.(*])http\.Client\.(?:Do|Get|Head|Post|PostForm)\(")


def error_faults(file: GoFile) -> Iterator[Fault]:
    """The faults of how a sample deals with its errors, and of the client that it calls."""
    text = file.tree.text
    for match in _ON_A_TYPE.finditer(text):
        at = text.count("\n", 0, match.start())
        message = "http.Client is a type: its methods are called on a client"
        yield Fault("WP111", message, at, None, "Write http.DefaultClient, or client := &http.Client{…}.")
    yield from _text_for_error(text)
    for node in file.tree.nodes if _SEEN.search(text) or _UNSEEN.search(text) else ():
        if node.type == "if_statement":
            yield from _dropped(file, node)
            yield from _inverted(file, node)


# ``err := r.URL.Query().Get("error")``
_TEXT_IN_ERR = re.compile(
    r"(?m)^([ \t]*)err := [\w.()]*\b(?:Query\(\)|Header|Form)\.Get\(\"[^\"\n]*\"\)[ \t]*$"
)
_GIVEN_ERR = re.compile(r"([ \t]*)\w+, err :?= [\w.]+\(")
_NEAR = 40  # lines between the two in one function


def _text_for_error(text: str) -> Iterator[Fault]:
    """A name that holds a text, and then what a call returns for its error: its type stays what it was."""
    rows = text.split("\n") if _TEXT_IN_ERR.search(text) else []
    for match in _TEXT_IN_ERR.finditer(text):
        first = text.count("\n", 0, match.start()) + 1
        for number, row in enumerate(rows[first : first + _NEAR], first):
            if row.startswith("func ") or (match[1] and row.startswith("}")):
                break
            given = _GIVEN_ERR.match(row)
            if given is not None and given[1] == match[1]:
                message = "err holds a text from above, and takes no error: its type stays what it was"
                yield Fault("WP111", message, number, None, "Give the text another name.", "warning")
                return


def _inverted(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``if err == nil { log.Fatal(err) }``: it stops where all went well."""
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    unseen = _UNSEEN.fullmatch(file.tree.source(condition)) if condition is not None else None
    if unseen is None or body is None:
        return
    stop = rf"(?:log\.Fatal(?:ln)?|panic)\({unseen[1]}\)|return [^\n]*\b{unseen[1]}"
    if re.fullmatch(rf"\{{\s*(?:{stop});?\s*\}}",
                    file.tree.source(body)):  # fmt: skip
        message = f"this stops where {unseen[1]} is nil, and goes on where it is not"
        yield Fault("WP603", message, line(node), None, f"Write {unseen[1]} != nil.")


_UNSEEN = re.compile(r"\b(\w*[eE]rr)\s*==\s*nil")


def _dropped(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``if err != nil { return nil }``: who called the function is told that all went well."""
    condition, body = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
    seen = _SEEN.fullmatch(file.tree.source(condition)) if condition is not None else None
    if seen is None or body is None or file.tree.source(body).count(seen[1]):
        return
    result = re.fullmatch(r"\{\s*return (?:[^\n]*,\s*)?nil;?\s*\}", file.tree.source(body))
    function = ancestor(node, *_FUNCTIONS)
    returned = function.child_by_field_name("result") if function is not None else None
    if result is not None and returned is not None and re.search(
        r"\berror\s*\)?$", file.tree.source(returned)
    ):  # fmt: skip
        message = f"{seen[1]} is seen and dropped: the function returns nil for its error"
        at = line(body) + file.tree.source(body)[: file.tree.source(body).find("return")].count("\n")
        yield Fault("WP603", message, at, None, f"Return {seen[1]}.")
