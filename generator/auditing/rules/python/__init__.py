"""Python: does the sample compile, and are its names there? By the interpreter's own parser and pyflakes."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace

from generator.auditing.rules.python.library import library_faults
from generator.auditing.rules.python.syntax import parsed, parsed_leniently, syntax_faults
from generator.auditing.rules.python.uses import uses
from generator.auditing.rules.slips import slips_of
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import nodes

# What a framework or a page before this one hands to a fragment.
_GIVEN = frozenset(
    [
        "app",
        "api",
        "bot",
        "client",
        "cls",
        "context",
        "ctx",
        "db",
        "event",
        "request",
        "router",
        "sdk",
        "self",
        "service",
    ]
)
MODULES = frozenset(
    [
        "json",
        "os",
        "sys",
        "time",
        "requests",
        "base64",
        "urllib",
        "datetime",
        "hashlib",
        "hmac",
        "re",
        "uuid",
        "httpx",
        "math",
        "random",
        "logging",
        "asyncio",
        "pprint",
        "http",
        "socket",
        "ssl",
        "csv",
        "io",
        "pathlib",
        "subprocess",
        "jwt",
        "boto3",
        "aiohttp",
        "secrets",
        "string",
        "copy",
        "itertools",
        "functools",
    ]
)

# Functions that samples import by their names.
_IMPORTED_FUNCTIONS = """
b64decode b64encode choice dataclass deepcopy dumps environ getenv getpass hexlify literal_eval load_dotenv
loads md5 namedtuple parse_qs partial perf_counter pformat pprint quote quote_plus randint run sha1 sha256
sleep suppress token_hex token_urlsafe unquote urlencode urljoin urlopen urlparse urlretrieve urlsplit uuid4
wraps
"""


def python_faults(text: str, earlier: frozenset[str] = frozenset(), is_cell: bool = False) -> Iterator[Fault]:
    """What keeps a Python sample from running; `earlier` are the names that blocks above it define.

    With the cells above it, a cell of a notebook (`is_cell`) is a whole program.
    """
    tree = parsed(text)
    if tree is None:
        yield from syntax_faults(text)
        if (lenient := parsed_leniently(text)) is not None:
            yield from library_faults(lenient, earlier if is_cell else frozenset())
            yield from _beside_the_slip(lenient, text, earlier, is_cell)
        return
    yield from _name_faults(tree, earlier, is_cell)
    yield from library_faults(tree, earlier if is_cell else frozenset())


def _beside_the_slip(tree: ast.Module, text: str, earlier: frozenset[str], is_cell: bool) -> Iterator[Fault]:
    """The names of a sample that does not compile, once it is mended; a line left out may give some."""
    for fault in _name_faults(tree, earlier, is_cell):
        name = fault.message.removeprefix("the placeholder ").partition(" ")[0]
        word = rf"\b{re.escape(name)}\b"
        given = rf"{word}[\w, ()\[\]]*(?:=|\bin\b)|\b(?:import|as|def|class|for)\b[^\n]*{word}"
        is_written = re.search(word, text) is not None
        if fault.rule in ("WP102", "WP103", "WP105") and is_written and re.search(given, text) is None:
            yield replace(fault, severity=fault.severity or "warning")


def _name_faults(tree: ast.Module, earlier: frozenset[str], is_cell: bool) -> Iterator[Fault]:
    from pyflakes import checker, messages

    imported = {
        alias.name
        for node in nodes(tree)
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
    at_start = _at_start(tree)
    # What awaits outside of a function is a piece of one; what calls nothing is left to others to call.
    is_piece = not at_start.isdisjoint((ast.Await, ast.AsyncWith, ast.AsyncFor))
    sends = bool(found) and _sends(tree)
    is_program = ast.Call in at_start and not is_piece and not _is_elided(tree)
    for message in sorted(found, key=lambda item: item.lineno):
        line, column = message.lineno - 1, message.col
        if isinstance(message, messages.UndefinedName):
            name = str(message.message_args[0])
            if name not in reported and name not in earlier and "*" not in earlier:
                reported.add(name)
                is_known = is_program and not _is_the_readers(tree, name)
                is_sure = _is_object(tree, name) and (is_known or _is_slip_of_another(tree, name))
                if name.isupper() and len(name) > 1 and _is_called(tree, name):
                    told = f"{name} is called, and nothing defines it"
                    fix = f"Define {name}, or import what does this."
                    yield Fault("WP102", told, line, column, fix, "warning" if imported else "note")
                    continue
                for fault in _undefined(name, line, column, bool(imported) or is_cell, is_sure, sends):
                    is_mild = is_piece and fault.rule == "WP103" and fault.severity is None
                    yield replace(fault, severity="warning") if is_mild else fault
        elif isinstance(message, messages.ReturnOutsideFunction | messages.YieldOutsideFunction) and imported:
            if isinstance(message, messages.YieldOutsideFunction) and not _yields(tree, message.lineno):
                continue  # pyflakes says so of an await, too
            word = "return" if isinstance(message, messages.ReturnOutsideFunction) else "yield"
            what = f"{word} stands outside of a function"
            yield Fault("WP101", what, line, column, "Indent it, or print the value.")
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
    return name in uses(tree).called or name in uses(tree).asked


def _is_called(tree: ast.Module, name: str) -> bool:
    """Whether a name is called: ``HMAC_SHA256(secret, text)`` is a function, and no placeholder."""
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
        for node in nodes(tree)
    )


def _is_the_readers(tree: ast.Module, name: str) -> bool:
    """Whether a sample leaves a name to its reader: ``my_broker``, or a function that is only called.

    ``play(chunk)`` stands for what is done with a result; a class, or a function of the standard library, is
    one whose import was forgotten.
    """
    if _OF_THE_READER.match(name):
        return True
    has_members = name in uses(tree).asked
    return name.islower() and not has_members and name not in _IMPORTED_FUNCTIONS.split()


_OF_THE_READER = re.compile(r"(?:my|your)(?:_|[A-Z])|(?:My|Your)[A-Z_]")


def _at_start(tree: ast.Module) -> set[type[ast.AST]]:
    """What kinds of node a sample runs when it starts, outside of its functions and classes."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    statements = [statement for statement in tree.body if not isinstance(statement, definitions)]
    return {type(node) for statement in statements for node in ast.walk(statement)}


def _yields(tree: ast.Module, line: int) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) and node.lineno == line for node in nodes(tree))


def _is_elided(tree: ast.Module) -> bool:
    """Whether dots stand on a line of their own, for what the sample leaves out."""
    return any(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) and each.value.value is ...
        for each in tree.body
    )


def _is_slip_of_another(tree: ast.Module, name: str) -> bool:
    """Whether the sample itself has a name of which this one is a slip."""
    return len(name) > 3 and bool(slips_of(name, uses(tree).given, 0.85))


def _undefined(
    name: str, line: int, column: int, imported: bool, is_object: bool, sends: bool
) -> Iterator[Fault]:
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
    elif name in MODULES:
        yield Fault(
            "WP103",
            f"{name} is used, but nothing imports it",
            line,
            column,
            f"Add import {name}.",
            None if imported else "note",
        )
    elif name.isupper() and len(name) > 2:
        yield Fault(
            "WP105",
            f"the placeholder {name} stands outside a literal",
            line,
            column,
            f'Put it in quotes: "{name}".',
            "warning" if imported else "note",
        )
    elif imported:
        yield Fault(
            "WP102",
            f"{name} is not defined in this program",
            line,
            column,
            f"Define {name}, or correct its name.",
            None if is_object and name not in _GIVEN and len(name) > 1 else "warning",
        )
    elif sends and name not in _GIVEN:
        yield Fault(
            "WP102",
            f"{name} is not defined in this sample",
            line,
            column,
            f"Define {name}, or say what it is.",
            "note",
        )


def _sends(tree: ast.Module) -> bool:
    """Whether a sample itself sends a request, and not by a library of its vendor's."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("requests", "httpx")
        for node in nodes(tree)
    )


def _await_outside(tree: ast.Module, imported: set[str]) -> Iterator[Fault]:
    inside = {
        id(child)
        for node in nodes(tree)
        if isinstance(node, ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    plain = {
        id(child)
        for node in nodes(tree)
        if isinstance(node, ast.FunctionDef)
        for child in ast.walk(node)
        if not isinstance(child, ast.AsyncFunctionDef)
    } - inside
    for node in nodes(tree):
        if isinstance(node, ast.Await | ast.AsyncWith | ast.AsyncFor) and id(node) not in inside:
            severity = None if id(node) in plain else "warning"
            if severity is None or imported:
                yield Fault(
                    "WP112",
                    "await stands outside of an async function",
                    node.lineno - 1,
                    node.col_offset,
                    "Put it into async def main() and call asyncio.run(main()).",
                    severity,
                )
            return


def top_level_names(text: str) -> set[str]:
    """The names that a sample defines for the blocks below it."""
    tree = parsed(text)
    if tree is None:
        return set(
            re.findall(r"^\s*(?:import\s+|from \S+ import\s+|def\s+|class\s+)?(\w+)", text, re.MULTILINE)
        )
    names: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    return names
