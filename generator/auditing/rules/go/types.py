"""Go calls of the standard library: members that do not exist, results and arguments that do not fit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.auditing.rules.go.library import Function, library
from generator.auditing.rules.go.scopes import GoFile
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import line
from generator.near import near

if TYPE_CHECKING:
    from tree_sitter import Node

_KINDS = {"s": "a string", "b": "a []byte", "r": "an io.Reader", "v": "url.Values", "c": "a context.Context",
          "B": "a bytes.Buffer, and no pointer to it"}  # fmt: skip
# Methods of the library's own values: https://pkg.go.dev/encoding/base64#pkg-variables
_METHODS = {
    f"base64.{name}.EncodeToString": Function("b", False, 1)
    for name in ("StdEncoding", "URLEncoding", "RawStdEncoding", "RawURLEncoding")
} | {"hex.EncodeToString": Function("b", False, 1)}


def type_faults(file: GoFile) -> Iterator[Fault]:
    """The calls and functions that the compiler refuses."""
    for selector in file.selectors:
        yield from _unknown_member(file, selector)
    for call in file.calls:
        yield from _call_faults(file, call)
    for function in file.functions:
        yield from _missing_return(file, function)


def _function(file: GoFile, call: "Node") -> tuple[str, Function] | None:
    """The function of the standard library that a call calls, with its name as written."""
    callee = call.child_by_field_name("function")
    if callee is None or callee.type != "selector_expression":
        return None
    operand, member = callee.child_by_field_name("operand"), callee.child_by_field_name("field")
    if (
        operand is None
        or member is None
        or operand.type != "identifier"
        or file.declared(operand) is not None
    ):
        return None
    path = _path(file, file.tree.source(operand))
    found = library().get(path, {}).get(file.tree.source(member))
    return (file.tree.source(callee), found) if found is not None else None


def _path(file: GoFile, name: str) -> str:
    """The package that a name stands for: by the imports, or for a fragment by the name alone."""
    item = file.imported(name)
    if item is not None:
        return item.path
    usual = {"http": "net/http", "json": "encoding/json", "ioutil": "io/ioutil", "url": "net/url"}
    return "" if file.imports else usual.get(name, name)


def _unknown_member(file: GoFile, selector: "Node") -> Iterator[Fault]:
    operand = selector.named_children[0] if selector.named_children else None
    if (
        operand is None
        or operand.type not in ("identifier", "package_identifier")
        or len(selector.named_children) < 2
    ):
        return
    name, member = file.tree.source(operand), file.tree.source(selector.named_children[-1])
    item = file.imported(name)
    if item is None or item.path not in library() or file.declared(operand) is not None:
        return
    names = library()[item.path]
    if member in names or item.path in ("syscall", "runtime", "C"):
        return
    meant = near(member, names)
    yield Fault(
        "WP111",
        f"{name}.{member} does not exist",
        line(selector),
        selector.start_point[1],
        f"Did you mean {name}.{meant}?" if meant else f"See the documentation of package {item.path}.",
    )


def _call_faults(file: GoFile, call: "Node") -> Iterator[Fault]:
    callee = call.child_by_field_name("function")
    written = file.tree.source(callee) if callee is not None else ""
    own = (written, _METHODS[written]) if written in _METHODS else None
    found = _function(file, call) or own
    if found is None:
        yield from _method_faults(file, call)
        return
    name, function = found
    arguments = call.child_by_field_name("arguments")
    given = (
        [node for node in arguments.named_children if node.type != "comment"] if arguments is not None else []
    )
    if file.is_chain(call) and function.results > 1 and not _fits(function, len(given)):
        return  # of a package of its own that builds requests
    yield from _results(call, name, function.results)
    if any(node.type == "variadic_argument" for node in given) or (
        arguments is not None and arguments.has_error
    ):
        return
    if not (len(given) == 1 and given[0].type == "call_expression") and not _fits(function, len(given)):
        yield Fault(
            "WP111",
            f"{name} takes {len(function.parameters)} arguments, not {len(given)}",
            line(call),
            call.start_point[1],
            f"See the documentation of {name}.",
        )
        return
    for kind, argument in zip(function.parameters, given, strict=False):
        actual = _kind(file, argument)
        if kind in _KINDS and actual and actual != kind and not (function.is_variadic and kind == "?"):
            yield Fault(
                "WP111",
                f"{name} wants {_KINDS[kind]} here, not {_KINDS[actual]}",
                line(argument),
                argument.start_point[1],
                _conversion(actual, kind, file.tree.source(argument)),
            )


def _fits(function: Function, given: int) -> bool:
    wanted = len(function.parameters)
    return given >= wanted - 1 if function.is_variadic else given == wanted


def _conversion(actual: str, wanted: str, text: str) -> str:
    text = text if "\n" not in text and len(text) < 40 else "…"
    return {
        "Br": f"Write &{text}.",
        "sc": "The context comes first.",
        "sr": f"Write strings.NewReader({text}).",
        "br": f"Write bytes.NewReader({text}).",
        "sb": f"Write []byte({text}).",
        "bs": f"Write string({text}).",
        "vs": f"Write {text}.Encode().",
        "vr": f"Write strings.NewReader({text}.Encode()).",
    }.get(actual + wanted, "Pass a value of that type.")


def _kind(file: GoFile, node: "Node", depth: int = 0) -> str:
    """Which of `_KINDS` a value surely has; empty for what cannot be told."""
    kind = node.type
    if kind in ("interpreted_string_literal", "raw_string_literal"):
        return "s"
    if kind == "binary_expression":
        return "s" if any(_kind(file, child, depth + 1) == "s" for child in node.named_children) else ""
    if kind == "composite_literal":
        made = node.child_by_field_name("type")
        return "v" if made is not None and file.tree.source(made) == "url.Values" else ""
    if kind == "type_conversion_expression":
        return "b" if file.tree.source(node).startswith("[]byte") else ""
    if kind == "call_expression":
        return _result_kind(file, node, 0)
    if kind == "identifier" and depth < 8:
        name = file.declared(node)
        if (
            name is not None
            and name.value is not None
            and name.kind in ("local", "package")
            and _is_buffer(file, name.value)
        ):
            return "B"
        if name is None or name.value is None or name.kind not in ("local", "constant", "package"):
            return ""
        if name.value.type == "var_spec" or (
            name.node.parent is not None and name.node.parent.child_by_field_name("type")
        ):
            return ""
        if name.value.type == "call_expression":
            return _result_kind(file, name.value, name.index)
        return (
            _kind(file, name.value, depth + 1) if name.index == 0 or name.value.type != "identifier" else ""
        )
    return ""


def _is_buffer(file: GoFile, value: "Node") -> bool:
    """``var buf bytes.Buffer``, which only a pointer to is a reader."""
    kind = value.child_by_field_name("type") if value.type == "var_spec" else None
    return kind is not None and file.tree.source(kind) == "bytes.Buffer"


def _result_kind(file: GoFile, call: "Node", index: int) -> str:
    callee = call.child_by_field_name("function")
    text = file.tree.source(callee) if callee is not None else ""
    if file.tree.source(call).startswith("[]byte("):
        return "b"
    if index == 0 and text in (
        "json.Marshal",
        "json.MarshalIndent",
        "ioutil.ReadAll",
        "io.ReadAll",
        "os.ReadFile",
    ):
        return "b"
    if index == 0 and text in ("fmt.Sprintf", "string", "strings.Join", "os.Getenv", "url.QueryEscape"):
        return "s"
    if text in ("strings.NewReader", "bytes.NewReader", "bytes.NewBuffer", "bytes.NewBufferString"):
        return "r"
    if callee is not None and callee.type == "selector_expression" and text.endswith(".Encode"):
        operand = callee.child_by_field_name("operand")
        name = file.declared(operand) if operand is not None and operand.type == "identifier" else None
        value = file.tree.source(name.value) if name is not None and name.value is not None else ""
        return "s" if value.startswith("url.Values{") else ""
    return ""


def _results(call: "Node", name: str, results: int) -> Iterator[Fault]:
    """The names on the left of a call must be as many as its results."""
    parent = call.parent
    wanted = None
    if parent is not None and parent.type == "expression_list" and len(parent.named_children) == 1:
        statement = parent.parent
        if statement is not None and statement.type in ("short_var_declaration", "assignment_statement"):
            left = statement.child_by_field_name("left")
            wanted = len(left.named_children) if left is not None else None
        elif statement is not None and statement.type == "var_spec":
            wanted = len(statement.children_by_field_name("name"))
    elif (
        parent is not None
        and parent.type == "argument_list"
        and results > 1
        and len(parent.named_children) > 1
    ) or (parent is not None and parent.type == "selector_expression" and results > 1):
        wanted = 1
    if wanted is not None and wanted != results:
        noun = "value" if results == 1 else "values"
        yield Fault(
            "WP111",
            f"{name} returns {results} {noun}, and {wanted} {'is' if wanted == 1 else 'are'} taken",
            line(call),
            call.start_point[1],
            "Take the error too: value, err := …"
            if results == 2
            else "Take as many values as the function returns.",
        )


def _method_faults(file: GoFile, call: "Node") -> Iterator[Fault]:
    """``client.Do(req)`` of an http.Client gives a response and an error."""
    callee = call.child_by_field_name("function")
    if callee is None or callee.type != "selector_expression":
        return
    operand, member = callee.child_by_field_name("operand"), callee.child_by_field_name("field")
    if (
        operand is None
        or member is None
        or file.tree.source(member) not in ("Do", "Get", "Post", "PostForm", "Head")
    ):
        return
    made = file.tree.source(operand)
    name = file.declared(operand) if operand.type == "identifier" else None
    if name is not None and name.value is not None:
        made = file.tree.source(name.value)
    if made.startswith(("&http.Client{", "http.Client{", "http.DefaultClient")):
        yield from _results(call, file.tree.source(callee), 2)


def _missing_return(file: GoFile, function: "Node") -> Iterator[Fault]:
    body = function.child_by_field_name("body")
    if body is None or function.child_by_field_name("result") is None or body.has_error:
        return
    if not _terminates(file, body):
        yield Fault(
            "WP111",
            "the function has a result, and its end can be reached without a return",
            body.end_point[0],
            None,
            "End it with a return.",
        )


def _terminates(file: GoFile, node: "Node") -> bool:
    """Whether a statement ends the function (Go spec, Terminating statements); in doubt it does."""
    kind = node.type
    if kind in ("block", "statement_list"):
        last = [child for child in node.named_children if child.type not in ("comment", "empty_statement")]
        return bool(last) and _terminates(file, last[-1])
    if kind == "if_statement":
        other = node.child_by_field_name("alternative")
        first = node.child_by_field_name("consequence")
        return (
            other is not None and first is not None and _terminates(file, first) and _terminates(file, other)
        )
    if kind == "expression_statement":
        return file.tree.source(node).startswith("panic(")
    if kind == "for_statement":
        clause = [child for child in node.named_children if child.type not in ("block", "comment")]
        return not clause or ("range" not in file.tree.source(node).partition("{")[0] and _endless(clause[0]))
    return kind not in (
        "short_var_declaration",
        "assignment_statement",
        "var_declaration",
        "inc_statement",
        "defer_statement",
        "go_statement",
    )


def _endless(clause: "Node") -> bool:
    return clause.type == "for_clause" and clause.child_by_field_name("condition") is None
