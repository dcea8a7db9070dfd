"""Go values where others are due: a method for its result, a text for a list, a body for its bytes."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import ancestor, arguments_of, fault_on

if TYPE_CHECKING:
    from tree_sitter import Node

_RESPONSE = re.compile(
    r"\b(\w+), \w+ :?= (?:http\.(?:Get|Post|PostForm|Head)|[\w.{}()&]+\.(?:Do|Get|Post|PostForm|Head))\("
)
_REQUEST = re.compile(r"\b(\w+), \w+ :?= http\.NewRequest")
_FOR_BYTES = ("json.Unmarshal", "string", "xml.Unmarshal")
_NOT_CALLED = re.compile(r"\w+\.(?:Encode|String|Bytes)")


def misused_faults(file: GoFile) -> Iterator[Fault]:
    """The faults of values that the compiler refuses, as far as the names of the text tell."""
    text = file.tree.text
    responses = set(_RESPONSE.findall(text))
    requests = set(_REQUEST.findall(text))
    for node in file.tree.nodes:
        if node.type == "call_expression":
            yield from _method_value(file, node)
            yield from _body_for_bytes(file, node, responses)
            yield from _half_credentials(file, node, requests)
            yield from _address_of_request(file, node, requests)
            yield from _exchanged(file, node, responses)
            yield from _unfilled(file, node)
            yield from _copied_query(file, node)
            yield from _response_for_stream(file, node, responses)
        elif node.type == "binary_expression":
            yield from _status_as_text(file, node, responses)
        elif node.type == "return_statement":
            yield from _too_few_results(node)
        elif node.type == "composite_literal":
            yield from _text_for_list(file, node)
            yield from _nanoseconds(file, node)
        elif node.type == "assignment_statement":
            yield from _text_in_header(file, node, requests)
            yield from _values_for_query(file, node)


def _called(file: GoFile, node: "Node") -> str:
    callee = node.child_by_field_name("function")
    return file.tree.source(callee) if callee is not None else ""


def _method_value(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``strings.NewReader(form.Encode)``: the method, and not what it gives."""
    if _called(file, node) in ("strings.NewReader", "bytes.NewBufferString"):
        for each in arguments_of(node):
            if each.type == "selector_expression" and _NOT_CALLED.fullmatch(file.tree.source(each)):
                name = file.tree.source(each)
                yield fault_on(each, f"{name} is a method, and is not called here", f"Write {name}().")


def _body_for_bytes(file: GoFile, node: "Node", responses: set[str]) -> Iterator[Fault]:
    """``json.Unmarshal(resp.Body, &order)``: the body is a stream, which has to be read."""
    given = arguments_of(node)
    if _called(file, node) not in _FOR_BYTES or not given:
        return
    owner, _, member = file.tree.source(given[0]).partition(".")
    if member == "Body" and owner in responses:
        message = f"{owner}.Body is an io.ReadCloser, and {_called(file, node)} takes bytes"
        yield fault_on(
            given[0], message, f"Read it with io.ReadAll({owner}.Body), or use json.NewDecoder({owner}.Body)."
        )


def _response_for_stream(file: GoFile, node: "Node", responses: set[str]) -> Iterator[Fault]:
    """``json.NewDecoder(resp)``: the body of a response is the stream."""
    given = arguments_of(node)
    if _called(file, node) in ("json.NewDecoder", "io.ReadAll", "ioutil.ReadAll") and len(given) == 1:
        name = file.tree.source(given[0])
        if name in responses:
            message = f"{_called(file, node)} takes an io.Reader, and {name} is a response"
            yield fault_on(given[0], message, f"Write {name}.Body.")


_FUNCTIONS = ("function_declaration", "method_declaration", "func_literal")


def _too_few_results(node: "Node") -> Iterator[Fault]:
    """``return err`` in a function of two results (Go specification, Return statements)."""
    function = ancestor(node, *_FUNCTIONS)
    results = function.child_by_field_name("result") if function is not None else None
    values = node.named_children[0].named_children if node.named_children else []
    if (
        results is None
        or results.type != "parameter_list"
        or not values
        or values[0].type == "call_expression"
    ):
        return
    count = 0
    for each in results.named_children:
        names = each.children_by_field_name("name")
        count += max(len(names), 1)
    if len(values) < count:
        message = f"the function has {count} results, and {len(values)} is returned"
        yield fault_on(node, message, "Return a value for each.")


def _half_credentials(file: GoFile, node: "Node", requests: set[str]) -> Iterator[Fault]:
    """``req.SetBasicAuth("id:secret")``: it takes a name and a password."""
    owner, _, member = _called(file, node).partition(".")
    count = len(arguments_of(node))
    if member == "SetBasicAuth" and owner in requests and count != 2:
        message = (
            f"SetBasicAuth takes a name and a password, and is given {count} argument{'s' * (count != 1)}"
        )
        yield fault_on(node, message, "Pass both.")


def _address_of_request(file: GoFile, node: "Node", requests: set[str]) -> Iterator[Fault]:
    """``client.Do(&req)``: NewRequest gives a pointer already."""
    given = arguments_of(node)
    name = file.tree.source(given[0]).removeprefix("&") if given else ""
    if (
        _called(file, node).endswith(".Do")
        and name in requests
        and file.tree.source(given[0]).startswith("&")
    ):
        yield fault_on(
            given[0], f"{name} is a pointer already, and Do takes no pointer to one", f"Write {name}."
        )


def _exchanged(file: GoFile, node: "Node", responses: set[str]) -> Iterator[Fault]:
    """``io.Copy(resp.Body, file)``: where to comes first."""
    given = arguments_of(node)
    owner, _, member = file.tree.source(given[0]).partition(".") if given else ("", "", "")
    if _called(file, node) == "io.Copy" and owner in responses and member == "Body":
        yield fault_on(
            given[0], "io.Copy takes where to first, and a body cannot be written to", "Exchange the two."
        )


_VERB = re.compile(r"%(?:%|[-+# 0]*(?:\d+|\*)?(?:\.(?:\d+|\*)?)?(\[\d+\])?([a-zA-Z]))")


def _unfilled(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``fmt.Sprintf("/%s")``: a place that nothing fills (go vet, printf)."""
    given = arguments_of(node)
    is_literal = bool(given) and given[0].type.endswith("string_literal")
    if _called(file, node) not in ("fmt.Sprintf", "fmt.Printf", "fmt.Errorf") or not is_literal:
        return
    verbs = [match for match in _VERB.finditer(file.tree.source(given[0])) if match[2]]
    is_open = any(each.type == "variadic_argument" for each in given) or any(
        match[1] or "*" in match[0] for match in verbs
    )
    count = len(given) - 1
    if len(verbs) > count and not is_open and not any(each.type == "call_expression" for each in given[1:]):
        message = f"the format has {len(verbs)} places, and {count} values are given"
        yield fault_on(node, message, "Pass a value for each.")


def _copied_query(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``req.URL.Query().Add("a", "b")``: Query gives a copy, which is thrown away (net/url)."""
    if re.search(r"\.Query\(\)\.(?:Add|Set|Del)$", _called(file, node)):
        message = "Query gives a copy of the parameters: what is added to it is never sent"
        yield fault_on(node, message, "Keep it in q, and write u.RawQuery = q.Encode().")


def _nanoseconds(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``http.Client{Timeout: 30}``: of nanoseconds, as every Duration (package time)."""
    kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if kind is None or body is None or file.tree.source(kind) != "http.Client":
        return
    for element in body.named_children:
        match = re.fullmatch(r"Timeout:\s*(\d+)", file.tree.source(element))
        if match and 0 < int(match[1]) < 1_000_000:
            message = f"this Timeout is {match[1]} nanoseconds: no server answers in that time"
            yield fault_on(element, message, f"Write {match[1]} * time.Second.")


def _text_in_header(file: GoFile, node: "Node", requests: set[str]) -> Iterator[Fault]:
    """``req.Header["A"] = "b"``: each name has a list of strings."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    match = re.fullmatch(r"(\w+)\.Header\[.*\]", file.tree.source(left)) if left is not None else None
    if match is None or right is None or match[1] not in requests:
        return
    if re.match(r"[\"`]|os\.Getenv\(|fmt\.Sprintf\(", file.tree.source(right)):
        yield fault_on(
            node, "a header has a list of strings for each name, and this is a string", "Write Header.Set(…)."
        )


_STATUS = re.compile(r"http\.Status[A-Z]\w*")
_QUERY = re.compile(r"(?:\w+\.)*URL\.Query\(\)|url\.Values\{")


def _values_for_query(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``req.URL.RawQuery = q``, where q is url.Values: the query is a string."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    value = right.named_children[0] if right is not None and len(right.named_children) == 1 else None
    if left is None or value is None or not re.search(r"\.(?:RawQuery|RawPath)$", file.tree.source(left)):
        return
    name = file.declared(value) if value.type == "identifier" else None
    made = file.tree.source(name.value) if name is not None and name.value is not None else ""
    if _QUERY.match(made):
        text = file.tree.source(value)
        yield fault_on(value, f"the query is a string, and {text} is url.Values", f"Write {text}.Encode().")


def _status_as_text(file: GoFile, node: "Node", responses: set[str]) -> Iterator[Fault]:
    """``resp.StatusCode != "200"``: a number and a text are not compared."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return
    owner, _, member = file.tree.source(left).partition(".")
    is_number = right.type == "int_literal" or _STATUS.fullmatch(file.tree.source(right)) is not None
    if owner in responses and member == "Status" and is_number:
        yield fault_on(
            node, "Status is a string, as 200 OK, which is not compared with a number", "Write StatusCode."
        )
    elif owner in responses and member == "StatusCode" and right.type.endswith("string_literal"):
        message = "StatusCode is an int, which is not compared with a string"
        yield fault_on(node, message, f"Write {file.tree.source(right).strip(chr(34))}, or http.StatusOK.")


def _text_for_list(file: GoFile, node: "Node") -> Iterator[Fault]:
    """``url.Values{"scope": "read"}``: each name has a list of values."""
    kind, body = node.child_by_field_name("type"), node.child_by_field_name("body")
    if kind is None or body is None or file.tree.source(kind) not in ("url.Values", "http.Header"):
        return
    for element in body.named_children:
        value = element.named_children[-1] if element.type == "keyed_element" else None
        value = value.named_children[0] if value is not None and value.type == "literal_element" else value
        if value is not None and value.type.endswith("string_literal"):
            text = file.tree.source(value)
            message = f"{file.tree.source(kind)} has a list of strings for each name, and {text[:30]} is none"
            yield fault_on(value, message, f"Write {{{text[:40]}}}.")
            return
