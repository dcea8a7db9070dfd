"""Members of net/http's and net/url's types on variables whose type the text tells (Go 1.27)."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.rules.slips import is_slip
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_MEMBERS = {
    "http.Response": "Status StatusCode Proto ProtoMajor ProtoMinor Header Body ContentLength "
    "TransferEncoding "
    "Close Uncompressed Trailer Request TLS Cookies Location ProtoAtLeast Write",
    "http.Request": "Method URL Proto ProtoMajor ProtoMinor Header Body GetBody ContentLength "
    "TransferEncoding Close Host Form PostForm MultipartForm Trailer RemoteAddr RequestURI "
    "TLS Cancel Response Pattern AddCookie BasicAuth Clone Context Cookie Cookies "
    "CookiesNamed FormFile FormValue MultipartReader ParseForm ParseMultipartForm PathValue "
    "PostFormValue ProtoAtLeast Referer SetBasicAuth SetPathValue UserAgent WithContext Write "
    "WriteProxy",
    "http.Client": "Transport CheckRedirect Jar Timeout CloseIdleConnections Do Get Head Post PostForm",
    "url.Values": "Add Del Encode Get Has Set Clone",
    "http.Header": "Add Clone Del Get Set Values Write WriteSubset",
}
_VALUES = {"Close", "Status", "StatusCode", "Proto", "Header", "Body", "ContentLength", "Request"}
_NEARLY = 0.7
_ARGUMENTS = {"Add": 2, "Set": 2, "Get": 1, "Del": 1, "Has": 1, "Values": 1, "Encode": 0}
_RESULTS = {
    "http.Get": "http.Response", "http.Post": "http.Response", "http.PostForm": "http.Response",
    "http.Head": "http.Response", "http.DefaultClient.Do": "http.Response", "http.NewRequest": "http.Request",
    "http.NewRequestWithContext": "http.Request",
}  # fmt: skip


def member_faults(file: GoFile) -> Iterator[Fault]:
    """Members that the type of a variable does not have, and calls of them with too few arguments."""
    if "net/http" not in {item.path for item in file.imports} and file.imports:
        return
    yield from _fields(file)
    yield from _printed_bytes(file)
    yield from _unexported(file)
    for selector in file.selectors:
        children = selector.named_children
        if len(children) < 2 or selector.type != "selector_expression":
            continue
        kind, member = _type(file, children[0]), file.tree.source(children[-1])
        if not kind:
            continue
        known = _MEMBERS[kind].split()
        if member not in known:
            meant = near(member, known, 0.7)
            yield Fault(
                "WP111",
                f"{kind} has no {member}",
                line(selector),
                selector.start_point[1],
                f"Did you mean {meant}?" if meant else f"See the documentation of {kind}.",
            )
        elif kind == "http.Response" and member in _VALUES and _is_called(selector):
            message, at = f"{kind}'s {member} is a field, which cannot be called", selector.start_point[1]
            yield Fault("WP111", message, line(selector), at, f"Write {member}, without ().")
        elif kind in ("url.Values", "http.Header"):
            yield from _arguments(selector, kind, member)


_UNEXPORTED = re.compile(
    r"^[ \t]*(?!(?:var|type|const)\b)([a-z]\w*)[ \t]+[^\n`]+`[^`\n]*\bjson:\"[^-\"][^`\n]*`", re.MULTILINE
)


def _unexported(file: GoFile) -> Iterator[Fault]:
    """A field with a tag for JSON that encoding/json passes over, since its name starts small (go vet)."""
    for match in _UNEXPORTED.finditer(file.tree.text):
        at = file.tree.text.count("\n", 0, match.start(1))
        message = f"the field {match[1]} has a tag for JSON, and is never sent: it is not exported"
        fix = f"Write {match[1][:1].upper()}{match[1][1:]}."
        yield Fault("WP111", message, at, None, fix, "warning")


_BYTES = re.compile(r"\b(\w+), \w+ :?= (?:io|ioutil)\.ReadAll\(")


def _printed_bytes(file: GoFile) -> Iterator[Fault]:
    """``fmt.Println(body)`` of the bytes that were read: a list of numbers."""
    text = file.tree.text
    for name in sorted(set(_BYTES.findall(text))):
        for match in re.finditer(rf"\bfmt\.Print(?:ln)?\({name}\)", text):
            at = text.count("\n", 0, match.start())
            column = match.start() - text.rfind("\n", 0, match.start()) - 1
            message = f"{name} is a slice of bytes, which is printed as numbers"
            yield Fault("WP111", message, at, column, f"Write string({name}).", "warning")


def _is_called(selector: "Node") -> bool:
    call = selector.parent
    return call is not None and call.type == "call_expression" and call.named_children[0] == selector


def _fields(file: GoFile) -> Iterator[Fault]:
    """``http.Client{Tmieout: …}``: a field that the type does not have, and nearly does."""
    for literal in (node for node in file.tree.nodes if node.type == "composite_literal"):
        kind, body = literal.child_by_field_name("type"), literal.child_by_field_name("body")
        name = file.tree.source(kind) if kind is not None else ""
        if body is None or name not in ("http.Client", "http.Request"):
            continue
        known = _MEMBERS[name].split()
        for element in body.named_children:
            key = element.named_children[0] if element.type == "keyed_element" else None
            field = file.tree.source(key) if key is not None else ""
            near = [each for each in known if is_slip(field, each, _NEARLY)] if field not in known else []
            if key is not None and near:
                message, column = f"{name} has no field {field}", key.start_point[1]
                yield Fault("WP111", message, line(key), column, f"Did you mean {near[0]}?")


def _arguments(selector: "Node", kind: str, member: str) -> Iterator[Fault]:
    call = selector.parent
    if call is None or call.type != "call_expression" or member not in _ARGUMENTS:
        return
    arguments = call.child_by_field_name("arguments")
    given = [node for node in arguments.named_children if node.type != "comment"] if arguments else []
    if len(given) != _ARGUMENTS[member] and not any(node.type == "call_expression" for node in given):
        yield Fault(
            "WP111",
            f"{kind}'s {member} takes {_ARGUMENTS[member]} arguments, not {len(given)}",
            line(call),
            call.start_point[1],
            "Pass a name and a value.",
        )


def _type(file: GoFile, node: "Node") -> str:
    """The type of a variable, where its declaration names it; empty where it does not."""
    if node.type == "selector_expression" and len(node.named_children) == 2:
        owner = _type(file, node.named_children[0])
        is_header = owner in ("http.Request", "http.Response") and file.tree.source(node).endswith(".Header")
        return "http.Header" if is_header else ""
    name = file.declared(node) if node.type == "identifier" else None
    if name is None or name.value is None or name.kind != "local" or len(file.names[name.text]) > 3:
        return ""
    text = file.tree.source(name.value)
    if text.startswith(("url.Values{", "make(url.Values")):
        return "url.Values"
    if text.startswith(("&http.Client{", "http.Client{")):
        return "http.Client"
    if name.value.type != "call_expression" or name.index != 0:
        return ""
    callee = name.value.child_by_field_name("function")
    called = file.tree.source(callee) if callee is not None else ""
    if called in _RESULTS:
        return _RESULTS[called]
    operand = (
        callee.child_by_field_name("operand")
        if callee is not None and callee.type == "selector_expression"
        else None
    )
    is_client = operand is not None and operand.type == "identifier" and _type(file, operand) == "http.Client"
    return (
        "http.Response"
        if is_client and called.rpartition(".")[2] in ("Do", "Get", "Post", "PostForm", "Head")
        else ""
    )
