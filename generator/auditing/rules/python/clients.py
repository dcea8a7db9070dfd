"""Calls of requests and httpx that fail when they run: never awaited, or a response taken for its JSON."""

import ast
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_MADE_BY = ("requests.Session", "requests.session", "httpx.Client", "Session", "Client")
_PAIRS = ("headers", "params", "cookies")
# Where a coroutine may stand that is awaited later, or elsewhere.
_LATER = (
    ast.Await,
    ast.Call,
    ast.List,
    ast.ListComp,
    ast.GeneratorExp,
    ast.Return,
    ast.Starred,
    ast.Lambda,
    ast.Yield,
)


def client_faults(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """The faults of what a module does with these clients and their responses."""
    if not names.modules & {"requests", "httpx"}:
        return
    parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    awaited = {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Await) and isinstance(node.value, ast.Name)
    }
    for statement in tree.body:
        yield from _thrown_away(statement, names)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _not_awaited(node, names, parents, awaited)
            yield from _set_for_pairs(node, names)
            yield from _printed_method(node, names)
        elif isinstance(node, ast.Subscript):
            yield from _subscripted(node, names)
        elif isinstance(node, ast.Attribute):
            yield from _member_of_json(node, names)
        elif isinstance(node, ast.Await):
            yield from _awaited_for_nothing(node, names)


def _thrown_away(statement: ast.stmt, names: Names) -> Iterator[Fault]:
    """``response.json()`` as a statement: a program shows nothing of it."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    owner, _, member = callee(value).rpartition(".") if isinstance(value, ast.Call) else ("", "", "")
    if member == "json" and isinstance(names.node(owner, statement.lineno), ast.Call):
        message = f"nothing reads what {owner}.json() gives"
        at = statement.lineno - 1, statement.col_offset
        yield Fault("WP118", message, *at, f"Write print({owner}.json()), or keep it in a name.")


def _made(node: ast.Call, names: Names) -> str:
    """What made the object whose method is called: ``httpx.AsyncClient``; or the module itself."""
    owner, _, verb = callee(node).rpartition(".")
    if verb not in _VERBS or "." in owner or not owner:
        return ""
    made = names.node(owner, node.lineno)
    return callee(made) if isinstance(made, ast.Call) else owner


def _not_awaited(
    node: ast.Call, names: Names, parents: dict[int, ast.AST], awaited: set[str]
) -> Iterator[Fault]:
    if not _made(node, names).endswith("AsyncClient") or isinstance(parents.get(id(node)), _LATER):
        return
    parent = parents.get(id(node))
    targets = parent.targets if isinstance(parent, ast.Assign) else []
    kept = {target.id for target in targets if isinstance(target, ast.Name)}
    if kept & awaited:  # a task that is awaited further down
        return
    message = "an AsyncClient gives a coroutine, and nothing awaits this one"
    yield Fault("WP112", message, node.lineno - 1, node.col_offset, f"Write await {callee(node)}(…).")


def _awaited_for_nothing(node: ast.Await, names: Names) -> Iterator[Fault]:
    """``await httpx.get(…)``: a TypeError, since the functions of both modules give the response itself."""
    owner, _, verb = callee(node.value).rpartition(".") if isinstance(node.value, ast.Call) else ("", "", "")
    if owner in ("requests", "httpx") and verb in _VERBS and names.node(owner) is None:
        message = f"{owner}.{verb} gives a response, which nothing can await: TypeError"
        fix = "Call it on an httpx.AsyncClient, or leave the await out."
        yield Fault("WP112", message, node.lineno - 1, node.col_offset, fix)


def _set_for_pairs(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``headers={"Authorization", token}``: a set, for want of a colon."""
    if not _is_client(_made(node, names)):
        return
    for keyword in node.keywords:
        if keyword.arg in _PAIRS and isinstance(keyword.value, ast.Set):
            message = f"{keyword.arg} is a set here, and wants a dict"
            at = keyword.value.lineno - 1, keyword.value.col_offset
            yield Fault("WP111", message, *at, "Write a colon between name and value.")


def _printed_method(node: ast.Call, names: Names) -> Iterator[Fault]:
    """``print(response.json)``: a method, where its value is meant."""
    for each in node.args if callee(node) == "print" else ():
        if isinstance(each, ast.Attribute) and each.attr in ("json", "raise_for_status"):
            made = names.single(each.value)
            if isinstance(made, ast.Call) and _is_client(_made(made, names)):
                message = f"{each.attr} is a method, and is not called here"
                yield Fault("WP111", message, each.lineno - 1, each.col_offset, f"Write .{each.attr}().")


_OF_JSON = frozenset(dir(dict)) | frozenset(dir(list)) | frozenset(dir(str))


def _member_of_json(node: ast.Attribute, names: Names) -> Iterator[Fault]:
    """``job.state``, where ``job = response.json()``: a dict has no such attribute."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute) or made.func.attr != "json":
        return
    response = names.single(made.func.value)
    is_json = isinstance(response, ast.Call) and _is_client(_made(response, names))
    if is_json and node.attr not in _OF_JSON and isinstance(node.value, ast.Name):
        message = f"{node.value.id} is a dict, made of JSON, and has no attribute {node.attr}: AttributeError"
        fix = f'Write {node.value.id}["{node.attr}"].'
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, fix)


def _is_client(made: str) -> bool:
    return made in ("requests", "httpx", *_MADE_BY) or made.endswith("AsyncClient")


def _subscripted(node: ast.Subscript, names: Names) -> Iterator[Fault]:
    """``response["id"]``: TypeError, since a response is no dict."""
    made = names.single(node.value) if isinstance(node.value, ast.Name) else None
    if isinstance(made, ast.Await):
        made = made.value
    if isinstance(made, ast.Call) and _is_client(_made(made, names)):
        name = node.value.id if isinstance(node.value, ast.Name) else "response"
        message = f"{name} is a response, and no dict: TypeError"
        yield Fault("WP111", message, node.lineno - 1, node.col_offset, f"Write {name}.json()[…].")
