"""What the names and expressions of a Python module are worth, as far as its text tells."""

import ast
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from urllib.parse import quote_plus

from generator.auditing.requests.call import HOLE, CallBody
from generator.auditing.understanding.trees.remembered import remembered

NamedTexts = Sequence[tuple[str, str]]
_DEEPEST = 40
_MOST = 20_000  # values: a list of a list of a list, by their names, is soon larger than any text


@lru_cache(maxsize=64)  # a score of rules look at all of the page at hand
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """All nodes of a module, in the order of `ast.walk`."""
    return tuple(ast.walk(tree))


def callee(node: ast.expr) -> str:
    """The dotted name that a call calls (``requests.post``), or an empty string."""
    if isinstance(node, ast.Call):
        node = node.func
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        return ".".join([node.id, *reversed(parts)])
    return ".".join(["", *reversed(parts)]) if parts else ""


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """What a sample keeps for the samples below it: texts, and the objects that it makes, by their names."""
    return {
        target.id: statement.value
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Constant | ast.JoinedStr | ast.Call)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _name(node: ast.expr | None) -> str:
    """What a variable is called, or an attribute of the object itself: ``url``, ``self.url``."""
    if isinstance(node, ast.Name):
        return node.id
    is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    return f"self.{node.attr}" if is_own and isinstance(node, ast.Attribute) else ""


class Names:
    """The assignments of a module; a name is worth what the nearest assignment above it says.

    `given` are the `constants` of the samples above it on the page.
    """

    def __init__(self, tree: ast.Module, given: Mapping[str, ast.expr] | None = None) -> None:
        self._given = given or {}  # of a long page as well: nothing is done for each of them
        self._assigned: dict[str, list[tuple[int, ast.expr]]] = {}
        self.added: dict[str, list[ast.expr]] = {}  # what ``name += …`` adds to each name
        self.modules: set[str] = set()
        self._left = _MOST
        self.aliases: dict[str, str] = {}
        for node in nodes(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self._assign(target, node.value)
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
                self._assign(node.target, node.value)
            elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
                self.added.setdefault(_name(node.target), []).append(node.value)
            elif isinstance(node, ast.withitem) and node.optional_vars is not None:
                self._assign(node.optional_vars, node.context_expr)
            elif isinstance(node, ast.Import):
                self.modules.update(alias.name.partition(".")[0] for alias in node.names)
                self.aliases.update((alias.asname, alias.name) for alias in node.names if alias.asname)
            elif isinstance(node, ast.ImportFrom):
                self.modules.add((node.module or "").partition(".")[0])

    def _assign(self, target: ast.expr, value: ast.expr) -> None:
        if name := _name(target):
            self._assigned.setdefault(name, []).append((target.lineno, value))

    def _values(self, name: str) -> list[tuple[int, ast.expr]]:
        """What a name is given, with the lines; 0 above the sample."""
        own, given = self._assigned.get(name, []), self._given.get(name)
        return own if given is None else [(0, given), *own]

    def node(self, name: str, before: int = 1 << 30) -> ast.expr | None:
        """The expression last assigned to `name` above the line `before`."""
        found = [value for line, value in self._values(name) if line < before]
        return found[-1] if found else None

    def resolved(self, node: ast.expr | None) -> ast.expr | None:
        """The expression behind a name, or the expression itself."""
        for _ in range(_DEEPEST):
            name = _name(node)
            if node is None or not name or ("." in name and len(self._values(name)) != 1):
                break  # which of several methods gave an attribute its value, the order of the text won't say
            value = self.node(name) if "." in name else self.node(name, node.lineno)
            if value is None or value is node:
                break
            node = value
        return node

    def single(self, node: ast.expr | None) -> ast.expr | None:
        """As `resolved`, but only through names that are assigned once."""
        if isinstance(node, ast.Name) and len(self._values(node.id)) != 1:
            return node
        return self.resolved(node)

    @remembered
    def text(self, node: ast.expr | None, depth: int = 0) -> str | None:
        """The text of an expression with `HOLE` for unknown parts; None where nothing is known."""
        node = self.resolved(node)
        if node is None or depth > _DEEPEST:
            return None
        if isinstance(node, ast.Constant):
            return _constant(node.value)
        if isinstance(node, ast.JoinedStr):
            return "".join(
                str(part.value) if isinstance(part, ast.Constant) else self._formatted(part, depth)
                for part in node.values
            )
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = self.text(node.left, depth + 1), self.text(node.right, depth + 1)
            return None if left is None and right is None else (left or HOLE) + (right or HOLE)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            import re

            pattern = self.text(node.left, depth + 1)
            given = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
            known = iter([self.text(item, depth + 1) or HOLE for item in given])
            fields = re.compile(r"%(?:\(\w+\))?[-#0 +]*[\d.]*[sdrif]")
            return None if pattern is None else fields.sub(lambda _: next(known, HOLE), pattern)
        return self._called_text(node, depth) if isinstance(node, ast.Call) else None

    def _formatted(self, part: ast.expr, depth: int) -> str:
        value = self.text(part.value, depth + 1) if isinstance(part, ast.FormattedValue) else None
        return HOLE if value is None else value

    def _called_text(self, node: ast.Call, depth: int) -> str | None:
        if not isinstance(node.func, ast.Attribute):
            if callee(node) == "urlencode" and node.args:
                return self._encoded(node.args[0])
            return (
                self.text(node.args[0], depth + 1) if callee(node) in ("str", "bytes") and node.args else None
            )
        if node.func.attr == "urlencode" and node.args:
            return self._encoded(node.args[0])
        if node.func.attr in ("encode", "decode", "strip"):
            return self.text(node.func.value, depth + 1)
        if node.func.attr == "format":
            import re

            pattern = self.text(node.func.value, depth + 1)
            return None if pattern is None else re.sub(r"\{[^{}]*\}", HOLE, pattern)
        return None

    def _encoded(self, node: ast.expr) -> str | None:
        """What ``urlencode`` makes of pairs; a value that is not known stays a `HOLE`."""
        pairs = self.pairs(node)
        if pairs is None:
            return None
        return "&".join(f"{quote_plus(name, HOLE)}={quote_plus(value, HOLE)}" for name, value in pairs)

    def pairs(self, node: ast.expr | None) -> NamedTexts | None:
        """The pairs of a dict or of a list of tuples; None for anything else."""
        node = self.resolved(node)
        if isinstance(node, ast.Dict):
            return [
                (self.text(key) or HOLE, self.text(value) or HOLE)
                for key, value in zip(node.keys, node.values, strict=True)
                if key is not None
            ]
        if isinstance(node, ast.Call) and callee(node) == "dict":
            return [(keyword.arg or HOLE, self.text(keyword.value) or HOLE) for keyword in node.keywords]
        if isinstance(node, ast.List | ast.Tuple) and all(isinstance(item, ast.Tuple) for item in node.elts):
            return [
                (self.text(item.elts[0]) or HOLE, self.text(item.elts[1]) or HOLE)
                for item in node.elts
                if isinstance(item, ast.Tuple) and len(item.elts) == 2
            ]
        return None

    def json_body(self, node: ast.expr | None, line: int) -> CallBody:
        """The body that a client makes JSON of."""
        self._left = _MOST
        value = self.resolved(node)
        line = value.lineno - 1 if isinstance(value, ast.Dict) and value.lineno - 1 < line else line
        known = json.dumps(self._json(node, 0))
        return CallBody("json", None, tuple(self.pairs(node) or ()), True, line, known)

    def _json(self, node: ast.expr | None, depth: int) -> object:
        """The value of an expression, with `HOLE` for what is not known, and for names that are not."""
        node = self.resolved(node)
        self._left -= 1
        if node is None or depth > _DEEPEST or self._left < 0:
            return HOLE
        if isinstance(node, ast.Dict):
            known: dict[str, object] = {}
            for key, value in zip(node.keys, node.values, strict=True):
                name = self.text(key) if key is not None else None
                known[HOLE if name is None else name] = HOLE if name is None else self._json(value, depth + 1)
            return known
        if isinstance(node, ast.List | ast.Tuple):
            return [self._json(item, depth + 1) for item in node.elts]
        if isinstance(node, ast.Call) and callee(node) == "dict" and not node.args:
            return {each.arg or HOLE: self._json(each.value, depth + 1) for each in node.keywords}
        if isinstance(node, ast.Constant) and (
            node.value is None or isinstance(node.value, bool | int | float)
        ):
            return node.value
        text = self.text(node)
        return HOLE if text is None else text

    def body(self, node: ast.expr) -> CallBody:
        """The request body that an expression gives."""
        line = node.lineno - 1
        value = self.resolved(node)
        while (
            isinstance(value, ast.Call)
            and isinstance(value.func, ast.Attribute)
            and value.func.attr == "encode"
        ):
            value = self.resolved(value.func.value)
        if isinstance(value, ast.Call):
            name = callee(value).rpartition(".")[2]
            if name == "urlencode":
                return CallBody(
                    "form", None, tuple(self.pairs(value.args[0]) or ()) if value.args else (), True, line
                )
            if name == "dumps":
                return self.json_body(value.args[0] if value.args else None, line)
        pairs = self.pairs(value)
        if pairs is not None:
            return CallBody("form", None, tuple(pairs), True, line)
        text = self.text(value)
        if text is None:
            return CallBody("raw", line=line)
        from generator.auditing.requests.bodies import text_body

        return text_body(text, value.lineno - 1 if value is not None else line)


def _constant(value: object) -> str | None:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool) or value is None:
        return None
    return str(value) if isinstance(value, str | int | float) else None
