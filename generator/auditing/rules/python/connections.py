"""http.client and urllib.request: methods given what they do not take (TypeError, AttributeError)."""

import ast
import http.client
import inspect
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee


def connection_faults(node: ast.Call, names: Names) -> Iterator[Fault]:
    """The faults of a call of a connection's method, or of one of what a request has."""
    yield from _connection_arguments(node, names)
    yield from _dict_as_object(node, names)


def is_connection(node: ast.expr, names: Names) -> bool:
    """Whether an expression is a connection of http.client."""
    made = names.single(node)
    return isinstance(made, ast.Call) and callee(made).endswith(("HTTPSConnection", "HTTPConnection"))


def _connection_arguments(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``connection.request("GET", path, header=…)``: a method of http.client, given what it does not take."""
    function = node.func
    if not isinstance(function, ast.Attribute) or not is_connection(function.value, names):
        return
    method = getattr(http.client.HTTPSConnection, function.attr, None)
    is_open = any(isinstance(each, ast.Starred) for each in node.args) or any(
        not each.arg for each in node.keywords
    )
    if method is None or is_open or function.attr.startswith("_"):
        return
    try:
        inspect.signature(method).bind(None, *node.args, **{str(each.arg): each for each in node.keywords})
    except TypeError as error:
        yield _fault(f"{function.attr}: {error} (TypeError)", node, "See the documentation of http.client.")
        return
    first = names.single(node.args[0]) if node.args and function.attr == "request" else None
    if isinstance(first, ast.Constant) and str(first.value).startswith(("/", "http")):
        yield _fault("request takes the method first, and then the path", node, "Exchange the two.")


def _dict_as_object(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``request.headers.add("A", "b")``: the headers of a Request of urllib are a dict."""
    function = node.func
    owner = function.value if isinstance(function, ast.Attribute) else None
    if not isinstance(function, ast.Attribute) or not isinstance(owner, ast.Attribute):
        return
    made = names.single(owner.value) if isinstance(owner.value, ast.Name) else None
    is_request = isinstance(made, ast.Call) and callee(made) == "urllib.request.Request"
    if is_request and owner.attr == "headers" and function.attr not in dir(dict):
        fix = f"Write {callee(owner.value)}.add_header(name, value)."
        yield _fault(f"a dict has no {function.attr}: AttributeError", node, fix)


def _fault(message: str, node: ast.expr, fix: str) -> Fault:
    return Fault("WP111", message, node.lineno - 1, node.col_offset, fix)
