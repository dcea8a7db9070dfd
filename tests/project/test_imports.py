"""One way down: no module imports from a package above its own, and no two import each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import generator

PACKAGE = Path(generator.__file__).parent

# Each line may import from the lines before it, and from nothing else. A package in it stands for its own
# modules; packages inside it have lines of their own.
ORDER = """
    errors findings media_types
    model
    request_values
    cache contract text parallel
    reading.source
    reading.document
    reading.schema
    reading.validation
    reading.openapi
    reading.har
    reading.arazzo
    reading
    config
    rendering.languages
    rendering.text
    rendering.views
    rendering.templates
    rendering
    proving
    proving.sandbox
    proving.judging
    proving.mock
    proving.mock.server
    proving.mock.described
    proving.mock.oauth
    proving.toolchains
    proving.running
    proving.against
    publishing
    publishing.pages
    publishing.agents
    publishing.sync
    publishing.export
    publishing.mkdocs
    auditing.pages
    auditing.requests
    auditing.extracting.html
    auditing.extracting.restructured
    auditing.extracting
    auditing.understanding.trees
    auditing.understanding.shell
    auditing.understanding.go auditing.understanding.java
    auditing.understanding.javascript auditing.understanding.php auditing.understanding.python
    auditing.understanding.ruby
    auditing.understanding
    auditing.judging
    auditing.described
    auditing.samples
    auditing.running
    auditing.adopting
    auditing.rules.text
    auditing.rules.security
    auditing.rules.described
    auditing.rules.request
    auditing.rules.page
    auditing.rules.runs
    auditing.rules
    auditing.reporting
    auditing
    cli.reports
    cli
    cli.against cli.verifying cli.auditing
    cli.commands
"""
LINES = [line.split() for line in ORDER.split("\n") if line.split()]
HEIGHT = {package: height for height, line in enumerate(LINES) for package in line}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    name_of(path): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent != PACKAGE or path.stem != "__init__"
}


def package_of(module: str) -> str:
    """The longest package of the table that the module is in, or is."""
    names = module.split(".")
    if module in MODULES and MODULES[module].stem != "__init__" and len(names) > 1:
        names.pop()
    while names and ".".join(names) not in HEIGHT:
        names.pop()
    return ".".join(names)


def imports(path: Path) -> Iterator[str]:
    """The modules of our own that a module imports, anywhere in it, for types too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            members = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [each if each.removeprefix("generator.") in MODULES else node.module for each in members]
        else:
            continue
        yield from (name.removeprefix("generator.") for name in names if name.startswith("generator."))


IMPORTS = {module: set(imports(path)) - {module} for module, path in MODULES.items()}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_nothing_from_above_it(module: str) -> None:
    own = package_of(module)
    above = {
        name
        for name in IMPORTS[module]
        if package_of(name) != own and HEIGHT[package_of(name)] >= HEIGHT[own]
    }
    assert above == set()


def test_modules_import_each_other_in_no_circle() -> None:
    left = {module: {name for name in names if name in MODULES} for module, names in IMPORTS.items()}
    while done := {module for module, names in left.items() if not names & left.keys()}:
        left = {module: names for module, names in left.items() if module not in done}
    assert sorted(left) == []


def test_publishing_runs_nothing() -> None:
    below = {name for module in MODULES if module.startswith("publishing.") for name in IMPORTS[module]}
    assert {name for name in below if name.startswith("proving.")} <= {
        "proving.hashes",
        "proving.ledger",
        "proving.proof",
    }


@pytest.mark.parametrize("module", [each for each in MODULES if not each.startswith("cli")])
def test_only_the_command_line_prints_reads_arguments_or_exits(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text("utf-8"))
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


def test_the_table_names_the_packages_there_are() -> None:
    packages = {name_of(path) for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE}
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__"}
    assert set(HEIGHT) == packages | modules


@pytest.mark.parametrize("name", generator.__all__)
def test_each_public_name_can_be_imported(name: str) -> None:
    assert getattr(generator, name).__name__ == name
