"""A checked template in, a module of Python out that renders it.

Jinja reads templates. Its own compiler is passed over: what the allow-list of `template`
lets through is a few statements, and as plain Python they run more than twice as fast, and need no Jinja
once they are compiled. A variable is a local variable; an attribute that there is not is an
`AttributeError` with the line of the template in its traceback.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypeVar

from jinja2 import nodes

_COMPARISONS: Mapping[str, type[ast.cmpop]] = MappingProxyType(
    {
        "eq": ast.Eq,
        "ne": ast.NotEq,
        "lt": ast.Lt,
        "lteq": ast.LtE,
        "gt": ast.Gt,
        "gteq": ast.GtE,
        "in": ast.In,
        "notin": ast.NotIn,
    }
)
_Made = TypeVar("_Made", ast.stmt, ast.expr)


def module(tree: nodes.Template, root: str) -> ast.Module:
    """A module that defines ``render(root, literal, looped, put)``, which puts the text in pieces.

    The template knows what it renders by the name `root`.

    ``literal`` makes program text of the value of an expression, given the indentation of its line.
    ``looped`` pairs each item of a loop with the loop's state.

    Its lines are those of the template.

    Raises:
        LookupError: there is no such variable; its arguments are the name and the line.
    """
    names = [ast.arg(name) for name in ("root", "literal", "looped", "put")]
    render = ast.FunctionDef(
        name="render",
        args=ast.arguments([], names, None, [], [], None, []),
        body=[*_Writer().statements(tree.body, {root: "root"}), ast.Pass()],
        decorator_list=[],
    )
    return ast.fix_missing_locations(ast.Module([render], []))


class _Writer:
    """Writes statements in the order of the file; `_line` is what stands before the node on its line."""

    def __init__(self) -> None:
        self._line = ""
        self._variables = 0

    def statements(self, body: Sequence[nodes.Node], scope: dict[str, str]) -> Iterator[ast.stmt]:
        """`scope` has the identifier of each variable of the template."""
        for node in body:
            match node:
                case nodes.Output():
                    for child in node.nodes:
                        put = ast.Call(_name("put"), [self._piece(child, scope)], [])
                        yield _at(child, ast.Expr(put))
                case nodes.If():
                    yield self._branch(node, node.elif_, scope)
                case nodes.For():
                    yield self._loop(node, scope)

    def _piece(self, node: nodes.Expr, scope: dict[str, str]) -> ast.expr:
        if isinstance(node, nodes.TemplateData):
            self._line = (self._line + node.data).rpartition("\n")[2]
            return ast.Constant(node.data)
        indent = self._line[: len(self._line) - len(self._line.lstrip(" \t"))]
        self._line += "x"
        value = _expression(node, scope)
        return ast.Call(_name("literal"), [value, ast.Constant(indent)], [])

    def _branch(self, node: nodes.If, others: Sequence[nodes.If], scope: dict[str, str]) -> ast.stmt:
        test, body = _expression(node.test, scope), list(self.statements(node.body, scope))
        if others:
            first, *rest = others
            rest_of_it = nodes.If(first.test, first.body, rest, node.else_, lineno=first.lineno)
            otherwise = [self._branch(rest_of_it, rest, scope)]
        else:
            otherwise = list(self.statements(node.else_, scope))
        return _at(node, ast.If(test, body or [ast.Pass()], otherwise))

    def _loop(self, node: nodes.For, scope: dict[str, str]) -> ast.stmt:
        items = _expression(node.iter, scope)
        inner = dict(scope)
        target = self._target(node.target, inner)
        if any(name.name == "loop" for child in node.body for name in _names(child)):
            state = self._target(nodes.Name("loop", "store"), inner)
            target = ast.Tuple([state, target], ast.Store())
            items = ast.Call(_name("looped"), [items], [])
        body = list(self.statements(node.body, inner))
        return _at(node, ast.For(target, items, body or [ast.Pass()], []))

    def _target(self, node: nodes.Node, scope: dict[str, str]) -> ast.expr:
        """Where a loop puts its items; the names join the `scope`, each as a new variable."""
        if isinstance(node, nodes.Tuple):
            return ast.Tuple([self._target(item, scope) for item in node.items], ast.Store())
        assert isinstance(node, nodes.Name)  # noqa: S101  (Jinja's parser takes nothing else)
        self._variables += 1
        scope[node.name] = f"_{self._variables}"
        return ast.Name(scope[node.name], ast.Store())


def _expression(node: nodes.Node, scope: dict[str, str]) -> ast.expr:
    made: ast.expr
    match node:
        case nodes.Name():
            if node.name not in scope:
                raise LookupError(node.name, node.lineno)
            made = _name(scope[node.name])
        case nodes.Getattr():
            made = ast.Attribute(_expression(node.node, scope), node.attr, ast.Load())
        case nodes.Const():
            made = ast.Constant(node.value)
        case nodes.Tuple():
            made = ast.Tuple([_expression(item, scope) for item in node.items], ast.Load())
        case nodes.Not():
            made = ast.UnaryOp(ast.Not(), _expression(node.node, scope))
        case nodes.And() | nodes.Or():
            operator = ast.And() if isinstance(node, nodes.And) else ast.Or()
            made = ast.BoolOp(operator, [_expression(node.left, scope), _expression(node.right, scope)])
        case nodes.Compare():
            operators = [_COMPARISONS[operand.op]() for operand in node.ops]
            others = [_expression(operand.expr, scope) for operand in node.ops]
            made = ast.Compare(_expression(node.expr, scope), operators, others)
        case _:
            raise AssertionError(f"a {type(node).__name__} was let through")
    return _at(node, made)


def _names(node: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(node, nodes.Name):
        yield node
    yield from node.find_all(nodes.Name)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _at(node: nodes.Node, made: _Made) -> _Made:
    made.lineno = made.end_lineno = node.lineno
    made.col_offset = made.end_col_offset = 0
    return made
