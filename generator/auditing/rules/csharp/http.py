"""C#: what HttpClient and its messages are given, or asked for, and do not take (CS1503, CS0021)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, argument_values_of, fault_on, line

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = ("string_literal", "interpolated_string_expression", "verbatim_string_literal", "raw_string_literal")
_SENDING = re.compile(r"(?:^|\.)(?:Post|Put|Patch)Async$")
_PROPERTIES = ("IsSuccessStatusCode", "StatusCode", "ReasonPhrase", "Result")
_METHODS = re.compile(r"\w+Async\([^;]*\)\.Result$|\.(?:IsSuccessStatusCode|StatusCode|ReasonPhrase)$")
_OTHERS = re.compile(
    r"\b(?:WebClient|HttpWebRequest|WebRequest|RestClient|RestRequest|UnityWebRequest|HttpContext)\b"
)
_GIVEN = re.compile(
    r"\b(?:var|string|Dictionary<[^=;]*>)\s+(\w+)\s*=\s*(?=(new\b|\$?\"|JsonSerializer\.Serialize|JsonConvert\.Serialize))([^;\n]{0,80})"
)


_MESSAGES = re.compile(
    r"\b(?:HttpResponseMessage|HttpRequestMessage|var)\s+(\w+)\s*=\s*"
    r"(?:await\s+\w+\.\w+Async\(|new HttpRequestMessage\b|new\()"
)


def http_faults(tree: Tree, nodes: "Sequence[Node]") -> Iterator[Fault]:
    """The faults of a sample of HttpClient; other clients have other members."""
    yield from _response_for_text(tree)
    if _OTHERS.search(tree.text):
        return
    given = {match[1]: match[3] for match in _GIVEN.finditer(tree.text)}
    for node in nodes:
        if node.type == "invocation_expression":
            yield from _text_for_bytes(tree, node)
            yield from _no_content(tree, node, given)
            yield from _called_property(tree, node)
            yield from _half_a_header(tree, node)
            yield from _name_of_content(tree, node)
        elif node.type == "object_creation_expression":
            yield from _scheme_and_token(tree, node)
            yield from _status_for_text(tree, node)
            yield from _object_for_text(tree, node, given)
        elif node.type == "argument":
            yield from _method_group(tree, node)
        elif node.type == "element_access_expression":
            yield from _indexed_headers(tree, node)
        elif node.type in ("method_declaration", "local_function_statement"):
            yield from _async_void(tree, node)


def _name(tree: Tree, node: "Node", field: str) -> str:
    named = node.child_by_field_name(field)
    return tree.source(named) if named is not None else ""


def _text_for_bytes(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``Convert.ToBase64String("id:secret")``: it takes bytes."""
    values = argument_values_of(node)
    if _name(tree, node, "function") == "Convert.ToBase64String" and values and values[0].type in _TEXTS:
        message = "ToBase64String takes bytes, and this is a string (CS1503)"
        yield fault_on(values[0], message, "Write Encoding.UTF8.GetBytes(…) around it.")


def _no_content(tree: Tree, node: "Node", given: dict[str, str]) -> Iterator[Fault]:
    """``client.PostAsync(url, form)``, where the form is a dictionary or a text: it takes an HttpContent."""
    values = argument_values_of(node)
    if not _SENDING.search(_name(tree, node, "function")) or len(values) < 2:
        return
    source = tree.source(values[1])
    value = given.get(source, source) if values[1].type == "identifier" else source
    kind = (
        "a string" if re.match(r"\$?\"|Json(?:Serializer|Convert)\.Serialize", value)
        else "a dictionary" if re.match(r"new (?:System\.Collections\.Generic\.)?Dictionary\b", value)
        else "an anonymous object" if re.match(r"new\s*(?:\{|$)", value) else ""
    )  # fmt: skip
    if kind:
        method = _name(tree, node, "function").rpartition(".")[2]
        message = f"{method} takes an HttpContent, and this is {kind} (CS1503)"
        fix = "Wrap it: new StringContent(json, Encoding.UTF8, type), or new FormUrlEncodedContent(form)."
        yield fault_on(values[1], message, fix)


def _called_property(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``response.IsSuccessStatusCode()``: a property (CS1955)."""
    callee, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    name = (
        _name(tree, callee, "name")
        if callee is not None and callee.type == "member_access_expression"
        else ""
    )
    if callee is None or arguments is None or arguments.named_children or name not in _PROPERTIES:
        return
    if _METHODS.search(tree.source(callee)):
        yield fault_on(
            callee, f"{name} is a property, which cannot be called (CS1955)", f"Write {name}, without ()."
        )


_RESPONSES = re.compile(
    r"\b(?:var|HttpResponseMessage|I?RestResponse(?:<\w+>)?)\s+(\w+)\s*=\s*"
    r"(?:await\s+)?\w+\.(?:(?:Get|Post|Put|Patch|Delete|Send|Execute)Async|Execute)\("
)
_READ = re.compile(
    r"\bJson(?:Convert\.DeserializeObject|Serializer\.Deserialize)(?:<[^<>()]*>)?\(\s*(\w+)\s*[,)]"
)


def _response_for_text(tree: Tree) -> Iterator[Fault]:
    """``JsonConvert.DeserializeObject<Order>(response)``: it takes text."""
    responses = set(_RESPONSES.findall(tree.text))
    for match in _READ.finditer(tree.text) if responses else ():
        if match[1] in responses:
            message = f"JSON is read from text, and {match[1]} is a response (CS1503)"
            at = tree.text.count("\n", 0, match.start())
            yield Fault("WP111", message, at, None, "Pass the text of its content.")


_OF_HEADERS = re.compile(
    r"(?:DefaultRequestHeaders|\w+\.Headers)\.(?:Authorization|Accept|ContentType|UserAgent)$"
)


def _half_a_header(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``DefaultRequestHeaders.Add("A: b")``: a name and a value are wanted; Authorization is a property."""
    callee, values = _name(tree, node, "function"), argument_values_of(node)
    if re.search(r"(?:DefaultRequestHeaders|\.Headers)\.Add$", callee) and len(values) == 1:
        yield fault_on(
            values[0], "Add takes a name and a value, and is given 1 argument (CS7036)", "Pass both."
        )
    elif _OF_HEADERS.search(callee) and values:
        name = callee.rpartition(".")[2]
        message = f"{name} is a property, which cannot be called (CS1955)"
        yield fault_on(
            node,
            message,
            f"Write {name} = new AuthenticationHeaderValue(…)." if name[:2] == "Au" else "Assign it.",
        )


def _name_of_content(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``response.Content.ToString()``: the name of its type."""
    if re.search(r"\w\.Content\.ToString$", _name(tree, node, "function")):
        message = "ToString of a content gives the name of its type, not its text"
        yield replace(
            fault_on(node, message, "Write await ….Content.ReadAsStringAsync()."), severity="warning"
        )


def _method_group(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``GetAsync(builder.ToString)``: the method, and not what it gives (CS1503)."""
    value = node.named_children[-1] if node.named_children else None
    if (
        value is not None
        and value.type == "member_access_expression"
        and _name(tree, value, "name") == "ToString"
    ):
        yield fault_on(value, "ToString is a method, and is not called here (CS1503)", "Write ToString().")


def _object_for_text(tree: Tree, node: "Node", given: dict[str, str]) -> Iterator[Fault]:
    """``new StringContent(order, …)``, where the order is an object: it takes a string."""
    values = argument_values_of(node)
    kind = _name(tree, node, "type")
    if kind in ("StreamContent", "ByteArrayContent") and values and values[0].type in _TEXTS:
        wanted = "a Stream" if kind == "StreamContent" else "bytes"
        yield fault_on(
            values[0],
            f"{kind} takes {wanted}, and this is a string (CS1503)",
            "Open the file, or encode the text.",
        )
    if kind == "StringContent" and values and values[0].type == "identifier":
        name = tree.source(values[0])
        if re.match(
            r"new\s*(?:\{|$)|new (?:System\.Collections\.Generic\.)?Dictionary\b", given.get(name, "")
        ):
            message = f"StringContent takes a string, and {name} is an object (CS1503)"
            yield fault_on(values[0], message, f"Write JsonSerializer.Serialize({name}).")


def _scheme_and_token(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``new AuthenticationHeaderValue("Bearer x")``: the scheme has no space in it (FormatException)."""
    values = argument_values_of(node)
    is_one = _name(tree, node, "type").endswith("AuthenticationHeaderValue") and len(values) == 1
    if is_one and re.match(r"[$@]*\"\w+ ", tree.source(values[0])):
        message = "AuthenticationHeaderValue takes scheme and credentials apart: this throws FormatException"
        scheme = tree.source(values[0]).lstrip('$@"').split(" ")[0]
        yield fault_on(values[0], message, f'Write new AuthenticationHeaderValue("{scheme}", …).')


def _status_for_text(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``throw new Exception(response.StatusCode)``: it takes a string."""
    values = argument_values_of(node)
    is_thrown = re.fullmatch(r"(?:\w+\.)*\w*Exception", _name(tree, node, "type")) is not None
    if is_thrown and values and re.fullmatch(r"\w+\.StatusCode", tree.source(values[0])):
        message = "the message of an exception is a string, and this is an HttpStatusCode (CS1503)"
        yield fault_on(values[0], message, f'Write $"HTTP {{(int){tree.source(values[0])}}}".')


def _indexed_headers(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``client.DefaultRequestHeaders["X"]``: the headers of System.Net.Http have no indexer (CS0021)."""
    source = tree.source(node)
    match = re.match(r"(\w+)\.Headers\[", source)
    is_of_client = re.match(r"(?:\w+\.)?DefaultRequestHeaders\[", source) is not None
    if is_of_client or (match is not None and match[1] in set(_MESSAGES.findall(tree.text))):
        message = "the headers of System.Net.Http have no indexer (CS0021)"
        yield fault_on(node, message, "Write Headers.Add(name, value), or Headers.GetValues(name).")


def _async_void(tree: Tree, node: "Node") -> Iterator[Fault]:
    """``async void Send()``: nobody can await it; handlers of events are meant to be so."""
    head = tree.source(node).partition("{")[0]
    match = re.search(r"\basync\s+(?:static\s+)?void\s+(\w+)\s*\(([^)]*)\)", head)
    if match and "EventArgs" not in match[2] and not match[2].startswith("object "):
        message = f"{match[1]} is async void: nobody can await it, and what it throws ends the program"
        yield Fault("WP112", message, line(node), node.start_point[1], "Declare it async Task.", "warning")
