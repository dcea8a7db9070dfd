"""Python: does the sample compile, and are its names there? By the interpreter's own parser and pyflakes."""

import ast
import re
import warnings
from collections.abc import Iterator
from textwrap import dedent

from generator.auditing.rules.python_library import library_faults
from generator.auditing.rules.syntax import typography
from generator.auditing.understanding.call import Fault

_MODULES = frozenset(
    "json os sys time requests base64 urllib datetime hashlib hmac re uuid httpx math random logging asyncio pprint "
    "http socket ssl csv io pathlib subprocess jwt boto3 aiohttp secrets string copy itertools functools".split()
)
_PLACEHOLDER = re.compile(r"(?<![\w)\]>])<[A-Za-z_][\w .:/'-]{0,50}>(?!\w)|\{\{\s*[\w.]+\s*\}\}")
_ELISIONS = (
    (re.compile(r"^[ \t]*(?:…|\.\.\.)[ \t]*,?[ \t]*$", re.MULTILINE), ""),
    (re.compile(r"(?<=[\[({,])[ \t]*(?:\.\.\.|…)[ \t]*(?=[\])}])"), ""),
    (re.compile(r"^[ \t]*\[(?:\.\.\.|…)\][ \t]*$|^[ \t]*[%!].*$", re.MULTILINE), ""),
)


def parsed(text: str) -> ast.Module | None:
    """The syntax tree of a sample, with the elisions of documentation set aside; None if it has none."""
    return next((tree for candidate in _candidates(text) if (tree := _tree(candidate)) is not None), None)


def parsed_leniently(text: str) -> ast.Module | None:
    """As `parsed`, and with Python 2 and bare placeholders read as they were meant."""
    tree = parsed(text)
    if tree is not None:
        return tree
    text = dedent(text)
    text = re.sub(
        r"^([ \t]*)print[ \t]+([^(=\n].*?|\([^()]*\)[^\n]+)[ \t]*$", r"\1print(\2)", text, flags=re.MULTILINE
    )
    text = re.sub(
        r"^([ \t]*except[ \t]+[\w.]+)[ \t]*,[ \t]*(\w+)[ \t]*:", r"\1 as \2:", text, flags=re.MULTILINE
    )
    return _tree(_PLACEHOLDER.sub("x", text).translate({0x201C: '"', 0x201D: '"', 0x2018: "'", 0x2019: "'"}))


def _candidates(text: str) -> Iterator[str]:
    yield text
    yield dedent(text)
    text = dedent(text)
    for pattern, replacement in _ELISIONS:
        text = pattern.sub(replacement, text)
    yield text
    yield _with_bodies(text)


def _tree(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _with_bodies(text: str) -> str:
    """The text with a `pass` behind each colon that a comment or the end of the sample follows."""
    return re.sub(r":([ \t]*)(?=(?:\n[ \t]*(?:#[^\n]*)?)*\Z)", r": pass", text)


def python_faults(text: str, earlier: frozenset[str] = frozenset()) -> Iterator[Fault]:
    """What keeps a Python sample from running; `earlier` are the names that blocks above it define."""
    tree = parsed(text)
    if tree is None:
        yield from _syntax_faults(text)
        if (lenient := parsed_leniently(text)) is not None:
            yield from library_faults(lenient)
        return
    yield from _name_faults(tree, text, earlier)
    yield from library_faults(tree)


def _syntax_faults(text: str) -> Iterator[Fault]:
    text = dedent(text)
    error = _error(text)
    if error is None:
        return
    line, column = max((error.lineno or 1) - 1, 0), max((error.offset or 1) - 1, 0)
    rows = text.split("\n")
    row = rows[line] if line < len(rows) else ""
    message = error.msg.partition(" (")[0]
    if _is_data(text):
        return
    if (placeholders := list(_PLACEHOLDER.finditer(text))) and _tree(_PLACEHOLDER.sub("x", text)) is not None:
        match = placeholders[0]
        at = text.count("\n", 0, match.start())
        yield Fault("WP105", f"the placeholder {match[0]} stands outside a literal", at,
                    match.start() - (text.rfind("\n", 0, match.start()) + 1), f'Put it in quotes: "{match[0]}".')  # fmt: skip
    elif _is_python_2(message, row):
        yield Fault(
            "WP110",
            f"this is Python 2: {row.strip()[:60]}",
            line,
            len(row) - len(row.lstrip()),
            _python_3(row),
        )
    elif "U+2018" in error.msg or (strange := typography(text)) and strange[0].line == line:
        yield from typography(text)[:1]
    elif re.match(r"\s*(?:\$ |pip3? install |python3? -m |curl )", row):
        yield Fault("WP101", f"a shell command stands in the Python sample: {row.strip()[:40]}", line, 0,
                    "Put it into a block of its own.")  # fmt: skip
    elif re.search(r"^[ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*[A-Z][A-Z]+(?: [A-Z]+)+[ \t]*$", row):
        yield Fault(
            "WP105",
            f"the placeholder of {row.strip()[:40]} stands outside a literal",
            line,
            column,
            "Put it in quotes.",
        )
    else:
        entity = re.search(r"&(?:quot|amp|lt|gt|#39);", row)
        if entity:
            yield Fault("WP108", f"the HTML entity {entity[0]} is shown instead of its character", line, entity.start(),
                        "Write the character itself in the source of the page.")  # fmt: skip
        else:
            yield Fault("WP101", f"Python does not compile: {message}", line, column, "Correct the syntax.")


def _error(text: str) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _is_data(text: str) -> bool:
    """JSON, an HTTP message or a traceback in a block that says Python."""
    import json

    if re.match(r"\s*(?:HTTP/\d|(?:GET|POST|PUT|DELETE|PATCH) /|Traceback |<\?xml|<html|\{%)", text):
        return True
    if not re.match(r"\s*[\[{]", text):
        return False
    try:
        json.loads(text)
    except ValueError:
        return re.search(r"\.\.\.|…|//", text) is not None
    return True


def _is_python_2(message: str, row: str) -> bool:
    return (
        message.startswith(("Missing parentheses in call to", "leading zeros", "multiple exception types"))
        or re.match(
            r"\s*(?:print\s+[^(=\s]|exec\s+['\"]|except\s+[\w.]+\s*,\s*\w+\s*:|raise\s+\w+\s*,\s*)", row
        )
        is not None
        or re.search(r"\bur['\"]|<>", row) is not None
    )


def _python_3(row: str) -> str:
    if match := re.match(r"\s*print\s+(.+?)\s*$", row):
        return f"Write print({match[1]})."
    if match := re.match(r"\s*except\s+([\w.]+)\s*,\s*(\w+)", row):
        return f"Write except {match[1]} as {match[2]}:"
    return "Write it for Python 3."


def _name_faults(tree: ast.Module, text: str, earlier: frozenset[str]) -> Iterator[Fault]:
    from pyflakes import checker, messages

    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = checker.Checker(tree).messages
    except RecursionError:
        return
    reported: set[str] = set()
    for message in sorted(found, key=lambda item: item.lineno):
        line, column = message.lineno - 1, message.col
        if isinstance(message, messages.UndefinedName):
            name = str(message.message_args[0])
            if name not in reported and name not in earlier:
                reported.add(name)
                yield from _undefined(name, line, column, imported, _is_object(tree, name))
        elif isinstance(message, messages.ReturnOutsideFunction) and imported:
            yield Fault(
                "WP101", "return stands outside of a function", line, column, "Indent it, or print the value."
            )
        elif isinstance(
            message, messages.StringDotFormatMissingArgument | messages.PercentFormatPositionalCountMismatch
        ):
            yield Fault(
                "WP111",
                "the format asks for more values than it is given",
                line,
                column,
                "Give each field its value.",
            )
    yield from _await_outside(tree, imported)


_PYTHON_2_NAMES = {
    "unicode": "str",
    "xrange": "range",
    "raw_input": "input",
    "basestring": "str",
    "long": "int",
    "unichr": "chr",
}


def _is_object(tree: ast.Module, name: str) -> bool:
    """Whether a name is called or asked for an attribute; a plain value is often left to the reader."""
    return any(
        isinstance(owner, ast.Name) and owner.id == name
        for node in ast.walk(tree)
        for owner in (
            [node.func]
            if isinstance(node, ast.Call)
            else [node.value]
            if isinstance(node, ast.Attribute)
            else []
        )
    )


def _undefined(name: str, line: int, column: int, imported: set[str], is_object: bool) -> Iterator[Fault]:
    if name in _PYTHON_2_NAMES:
        yield Fault("WP110", f"{name} is Python 2", line, column, f"Write {_PYTHON_2_NAMES[name]}.")
    elif name in ("true", "false", "null"):
        wanted = {"true": "True", "false": "False", "null": "None"}[name]
        yield Fault(
            "WP102",
            f"{name} is JSON, not Python",
            line,
            column,
            f"Write {wanted}.",
            None if imported else "warning",
        )
    elif name in _MODULES:
        yield Fault("WP103", f"{name} is used, but nothing imports it", line, column, f"Add import {name}.",
                    None if imported else "note")  # fmt: skip
    elif name.isupper() and len(name) > 2:
        yield Fault("WP105", f"the placeholder {name} stands outside a literal", line, column, f'Put it in quotes: "{name}".',
                    "warning" if imported else "note")  # fmt: skip
    elif imported:
        yield Fault("WP102", f"{name} is not defined in this program", line, column, f"Define {name}, or correct its name.",
                    None if is_object else "warning")  # fmt: skip


def _await_outside(tree: ast.Module, imported: set[str]) -> Iterator[Fault]:
    inside = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    plain = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        for child in ast.walk(node)
        if not isinstance(child, ast.AsyncFunctionDef)
    } - inside
    for node in ast.walk(tree):
        if isinstance(node, ast.Await | ast.AsyncWith | ast.AsyncFor) and id(node) not in inside:
            severity = None if id(node) in plain else "warning"
            if severity is None or imported:
                yield Fault("WP112", "await stands outside of an async function", node.lineno - 1, node.col_offset,
                            "Put it into async def main() and call asyncio.run(main()).", severity)  # fmt: skip
            return


def top_level_names(text: str) -> set[str]:
    """The names that a sample defines for the blocks below it."""
    tree = parsed(text)
    if tree is None:
        return set(
            re.findall(r"^\s*(?:import\s+|from \S+ import\s+|def\s+|class\s+)?(\w+)", text, re.MULTILINE)
        )
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return names
