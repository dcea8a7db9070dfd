"""Names that a Python sample uses and nothing in it makes, as pyflakes finds them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from generator.auditing.rules.python.flakes import undefined
from generator.auditing.rules.python.uses import uses
from generator.auditing.rules.slips import is_plural, slips_of
from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.python_values import nodes

# What a framework or a page before this one hands to a fragment.
_GIVEN = "app api bot client cls context ctx db event request router sdk self service"
_MODULES = """
aiohttp asyncio base64 boto3 copy csv datetime functools hashlib hmac http httpx io itertools json jwt logging
math os pathlib pprint random re requests secrets socket ssl string subprocess sys time urllib uuid
"""
MODULES = frozenset(_MODULES.split())
# Functions that samples import by their names.
_IMPORTED_FUNCTIONS = """
b64decode b64encode choice dataclass deepcopy dumps environ getenv getpass hexlify literal_eval load_dotenv
loads md5 namedtuple parse_qs partial perf_counter pformat pprint quote quote_plus randint run sha1 sha256
sleep suppress token_hex token_urlsafe unquote urlencode urljoin urlopen urlparse urlretrieve urlsplit uuid4
wraps
"""
_PYTHON_2_NAMES = {
    "unicode": "str",
    "xrange": "range",
    "raw_input": "input",
    "basestring": "str",
    "long": "int",
    "unichr": "chr",
}
_JSON_NAMES = {"true": "True", "false": "False", "null": "None"}
_OF_THE_READER = re.compile(r"(?:my|your)(?:_|[A-Z])|(?:My|Your)[A-Z_]")


def undefined_names(
    tree: ast.Module, earlier: frozenset[str], is_cell: bool = False
) -> Iterator[tuple[str, Fault]]:
    """The undefined names of a sample, each once with its fault; `earlier` are those of the blocks above.

    With the cells above it, a cell of a notebook (`is_cell`) is a whole program.
    """
    found = {name: place for name, place in undefined(tree).items() if name not in earlier}
    if not found or "*" in earlier:
        return
    sample = _read(tree, is_cell)
    for name, (line, column) in found.items():
        if (fault := _fault(sample, name)) is not None:
            yield name, replace(fault, line=line, column=column)


@dataclass(frozen=True, slots=True)
class _Sample:
    """What a sample is, as far as it bears on its names.

    What awaits outside of a function is a piece of one (`is_piece`); what calls nothing when it starts is
    left to others to call, and no program.
    """

    tree: ast.Module
    imports: bool
    is_cell: bool
    is_piece: bool
    is_program: bool
    sends: bool


def _read(tree: ast.Module, is_cell: bool) -> _Sample:
    at_start = _at_start(tree)
    is_piece = not at_start.isdisjoint((ast.Await, ast.AsyncWith, ast.AsyncFor))
    is_program = ast.Call in at_start and not is_piece and not _is_elided(tree)
    return _Sample(tree, imports_anything(tree), is_cell, is_piece, is_program, _sends(tree))


def _fault(sample: _Sample, name: str) -> Fault | None:
    """What there is to say of an undefined name; its place is left to the caller."""
    severity: str | None
    if name.isupper() and len(name) > 1 and name in uses(sample.tree).called:
        # ``HMAC_SHA256(secret, text)`` is a function, and no placeholder.
        severity = "warning" if sample.imports else "note"
        fix = f"Define {name}, or import what does this."
        return Fault("WP102", f"{name} is called, and nothing defines it", 0, None, fix, severity)
    if name in _PYTHON_2_NAMES:
        return Fault("WP110", f"{name} is Python 2", 0, None, f"Write {_PYTHON_2_NAMES[name]}.")
    is_whole = sample.imports or sample.is_cell
    if name in _JSON_NAMES:
        severity = None if is_whole else "warning"
        fix = f"Write {_JSON_NAMES[name]}."
        return Fault("WP102", f"{name} is JSON, not Python", 0, None, fix, severity)
    if name in MODULES:
        severity = ("warning" if sample.is_piece else None) if is_whole else "note"
        return Fault(
            "WP103", f"{name} is used, but nothing imports it", 0, None, f"Add import {name}.", severity
        )
    if name.isupper() and len(name) > 2:
        severity = "warning" if is_whole else "note"
        message = f"the placeholder {name} stands outside a literal"
        return Fault("WP105", message, 0, None, f'Put it in quotes: "{name}".', severity)
    if is_whole:
        is_sure = _is_sure(sample, name) and name not in _GIVEN.split() and len(name) > 1
        is_error = is_sure or _is_module_misspelt(sample.tree, name)
        fix = f"Define {name}, or correct its name."
        message = f"{name} is not defined in this program"
        return Fault("WP102", message, 0, None, fix, None if is_error else "warning")
    if sample.sends and name not in _GIVEN.split():
        message = f"{name} is not defined in this sample"
        return Fault("WP102", message, 0, None, f"Define {name}, or say what it is.", "note")
    return None


def _is_sure(sample: _Sample, name: str) -> bool:
    """Whether a name was forgotten: an object that a program works with, or a slip of one that is there.

    A plain value is often left to the reader, but no key of a literal.
    """
    used = uses(sample.tree)
    if name in used.keys:
        return True
    if name not in used.called and name not in used.asked:
        return False
    is_slip = len(name) > 3 and bool(slips_of(name, used.given, 0.85))
    return is_slip or (sample.is_program and not _is_the_readers(sample.tree, name))


def _is_module_misspelt(tree: ast.Module, name: str) -> bool:
    """``request.get(…)``, where the sample imports requests, or a part of it, and nothing uses that."""
    if name not in uses(tree).asked:
        return False
    imported: set[str] = set()
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            imported |= {each.name for each in node.names if each.asname is None}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module.partition(".")[0])
    loaded = {node.id for node in nodes(tree) if isinstance(node, ast.Name)}
    return any(is_plural(name, each) for each in imported - loaded)


def _is_the_readers(tree: ast.Module, name: str) -> bool:
    """Whether a sample leaves a name to its reader: ``my_broker``, or a function that is only called.

    ``play(chunk)`` stands for what is done with a result; a class, or a function of the standard library, is
    one whose import was forgotten.
    """
    if _OF_THE_READER.match(name):
        return True
    return name.islower() and name not in uses(tree).asked and name not in _IMPORTED_FUNCTIONS.split()


def imports_anything(tree: ast.Module) -> bool:
    """Whether a sample imports something, as a program does."""
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in nodes(tree))


def _at_start(tree: ast.Module) -> set[type[ast.AST]]:
    """What kinds of node a sample runs when it starts, outside of its functions and classes."""
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
    statements = [statement for statement in tree.body if not isinstance(statement, definitions)]
    return {type(node) for statement in statements for node in ast.walk(statement)}


def _is_elided(tree: ast.Module) -> bool:
    """Whether dots stand on a line of their own, for what the sample leaves out."""
    return any(
        isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) and each.value.value is ...
        for each in tree.body
    )


def _sends(tree: ast.Module) -> bool:
    """Whether a sample itself sends a request, and not by a library of its vendor's."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("requests", "httpx")
        for node in nodes(tree)
    )
