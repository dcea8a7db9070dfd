"""One way down: errors and model, reading and rendering, proving, publishing, auditing, and the command line."""

import ast
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent
LAYERS = {
    "errors": set(),
    "findings": set(),
    "cache": {"errors"},
    "model": {"errors"},
    "contract": {"model"},
    "media_types": set(),
    "near": set(),
    "once": set(),
    "reading": {"errors", "findings", "cache", "model", "contract", "media_types", "near", "once"},
    "rendering": {"errors", "findings", "cache", "model", "near", "once"},
    "proving": {"errors", "findings", "cache", "model", "contract", "media_types", "rendering"},
    "publishing": {
        "errors",
        "findings",
        "model",
        "rendering",
        "reading",
        "proving.ledger",
        "proving.hashes",
        "proving.proof",
    },
    "auditing": {
        "errors",
        "findings",
        "cache",
        "model",
        "contract",
        "media_types",
        "near",
        "reading",
        "rendering",
        "proving",
        "publishing",
    },
}
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in ("cli", "__init__.py")
)


def imports(path: Path) -> set[str]:
    """The modules of our own that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "generator":
            names |= {f"generator.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return {name.removeprefix("generator.") for name in names if name.split(".")[0] == "generator"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_nothing_from_above_it(path: Path) -> None:
    layer = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    allowed = LAYERS[layer] | {layer}
    above = {
        name
        for name in imports(path)
        if not any(name == one or name.startswith(f"{one}.") for one in allowed)
    }
    assert above == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_only_the_command_line_prints_reads_arguments_or_exits(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    attributes = {f"{ast.unparse(node)}" for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & {"print", "input", "exit", "quit"}
    assert not attributes & {"sys.argv", "sys.exit", "sys.stdout", "sys.stderr"}
    assert "click" not in {
        name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in [node.names[0].name]
    }


def test_the_check_sees_the_modules_there_are() -> None:
    assert {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} == set(LAYERS)


@pytest.mark.parametrize("name", generator.__all__)
def test_each_public_name_can_be_imported(name: str) -> None:
    assert getattr(generator, name).__name__ == name
