"""Operands that Python does not add: text and a number, a list or a dict (WP111)."""

import ast
from collections.abc import Iterator

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import Names, callee, nodes

# What gives a number, whatever it is asked for.
_NUMBERS = {
    *("len", "int", "float", "round", "ord", "hash", "id", "sum", "time.time", "time.perf_counter"),
    *("random.randint", "random.random", "os.getpid"),
}
_OTHERS = (ast.List, ast.Dict, ast.Tuple, ast.Set, ast.ListComp, ast.DictComp)
_RESPONSES = ("requests", "httpx")


def operator_faults(tree: ast.Module, names: Names) -> Iterator[Fault]:
    """A text to which a number is added: TypeError, since Python turns nothing into text by itself."""
    sums = [node for node in nodes(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)]
    varying = set(_varying(tree)) if sums else set()
    for node in sums:
        for text, other in ((node.left, node.right), (node.right, node.left)):
            is_known = not (isinstance(other, ast.Name) and other.id in varying)
            kind = _other_than_text(other, names) if is_known and _is_text(text) else ""
            if kind:
                message = f"a text and {kind} are not added: TypeError"
                fix = f"Write str({ast.unparse(other)}), or an f-string."
                yield Fault("WP111", message, other.lineno - 1, other.col_offset, fix)


def _varying(tree: ast.Module) -> Iterator[str]:
    """Names that get their values otherwise than by one assignment."""
    for node in nodes(tree):
        if isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension | ast.AugAssign):
            yield from (each.id for each in ast.walk(node.target) if isinstance(each, ast.Name))


def _is_text(node: ast.expr) -> bool:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _other_than_text(node: ast.expr, names: Names) -> str:
    """What is added to a text, where that is surely something else; an empty string elsewhere."""
    if isinstance(node, ast.Attribute):
        is_status = node.attr == "status_code" and not names.modules.isdisjoint(_RESPONSES)
        return "a number (status_code)" if is_status else ""
    value = names.single(node)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div | ast.FloorDiv | ast.Sub):
        return "a number"
    if isinstance(value, ast.Constant):
        return "a number" if isinstance(value.value, int | float) else ""
    if isinstance(value, ast.Call):
        return "a number" if callee(value) in _NUMBERS else ""
    return "what is no text" if isinstance(value, _OTHERS) else ""
