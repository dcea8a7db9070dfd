"""A tree held against the official JSON Schema of its OpenAPI version, faults in words for a writer.

The official schema looks at a ``$ref`` and not behind it, so what an unusual reference points at (a part
of another file, or one that does not lie under `components`) is held against its own part of the schema.
"""

from collections.abc import Iterable, Iterator

from generator.errors import GeneratorError
from generator.reading.document.document import Document
from generator.reading.document.faults import Fault
from generator.reading.document.references import Reference
from generator.reading.document.structure import SECTIONS
from generator.reading.schema.error_messages import explain
from generator.reading.source.files import Source
from generator.reading.source.line_numbers import lines
from generator.reading.source.pointers import Steps, Tree, pointer_steps
from generator.reading.validation.swagger2 import is_swagger
from generator.text import quoted_value

VERSIONS = ("3.0", "3.1", "3.2")


def known_version(source: Source) -> tuple[str, list[Fault]]:
    """Which OpenAPI a file is written in: ``2.0``, which is Swagger, ``3.0``, ``3.1`` or ``3.2``.

    A version that is only written wrong is mended in the tree, and a fault.

    Raises:
        GeneratorError: it is none of these, with what to do about it.
    """
    tree = source.tree
    if not isinstance(tree, dict):
        raise GeneratorError("is no OpenAPI description; begin it with 'openapi: 3.1.0'", source.path, 1)
    if is_swagger(tree):
        return "2.0", []
    if "openapi" not in tree:
        raise GeneratorError(*_other_format(source))
    written = tree["openapi"]
    number, is_exact = _number(str(written))
    if is_exact and isinstance(written, str):
        return number, []
    remedy = f"write '{number}.0'" if number else "write '3.1.0'"
    message = f"is {quoted_value(written)}, which is no version of OpenAPI that is read; {remedy}"
    if not number:
        line = lines(source, [("openapi",)])["openapi",]
        raise GeneratorError(message, source.path, line, "/openapi")
    tree["openapi"] = f"{number}.0"
    return number, [Fault(source.path, ("openapi",), message)]


def _number(written: str) -> tuple[str, bool]:
    """The version of OpenAPI that `written` means, empty for none; and whether it is written well."""
    major, minor, *rest = [*written.strip().lstrip("v").split("."), "0"]
    number = f"{major}.{minor}"
    if number in VERSIONS:
        return number, len(rest) > 1 and written == written.strip().lstrip("v")
    return (VERSIONS[-1] if major == "3" and minor.isdigit() else ""), False


def _other_format(source: Source) -> tuple[str, str, int]:
    for key, message in (
        ("swagger", "is an old Swagger; convert it to Swagger 2.0 or OpenAPI"),
        ("asyncapi", "is AsyncAPI, which describes no HTTP requests; name an OpenAPI description"),
        ("overlay", "is an Overlay; name the description that it is applied to"),
    ):
        if key in source.tree:
            return message, source.path, lines(source, [(key,)])[key,]
    return "has no 'openapi'; begin it with 'openapi: 3.1.0'", source.path, 1


def schema_faults(document: Document, version: str) -> list[Fault]:
    """Where the main file is not what the official schema of its `version` asks for."""
    from generator.reading.schema.json_schema import errors, official_schema, official_validator

    schema = official_schema(version)
    found = errors(official_validator(schema), document.root)
    return [Fault(document.path, *each) for each in explain(found, schema)]


def check_references(document: Document, references: Iterable[Reference]) -> list[Fault]:
    """Where what an unusual reference points at is not what the official schema asks for in its place."""
    unusual: dict[tuple[str, str], Reference] = {}
    for each in references:
        if (
            each.kind
            and not _is_usual(each.kind, each.text)
            and document.end({"$ref": each.text}) is not None
        ):
            unusual.setdefault((each.kind, each.text), each)
    if not unusual:
        return []
    from generator.reading.schema.json_schema import errors, official_schema, official_validator

    schema = official_schema(document.version)
    faults: list[Fault] = []
    for (kind, text), reference in unusual.items():
        found = errors(official_validator(schema, kind), _without_reference(document, text))
        faults.extend(_behind(document, reference, kind, explain(found, schema)))
    return faults


def _behind(
    document: Document, reference: Reference, kind: str, explained: list[tuple[Steps, str]]
) -> Iterator[Fault]:
    """The faults of what a reference points at: where they are, or at the reference if it points wrong."""
    name, _, fragment = reference.text.partition("#")
    for steps, message in explained:
        if name:
            yield Fault(document.files[name].path, (*pointer_steps(fragment), *steps), message)
        else:
            text = f"'#{fragment}' is no {kind.replace('-', ' ')} ({message}); refer to one"
            yield Fault(reference.path, reference.steps, text)
            return


def _without_reference(document: Document, text: str) -> Tree:
    """What a reference points at in the end."""
    return document.resolve(document.target(text))


def _is_usual(kind: str, text: str) -> bool:
    """Whether what `text` refers to has been checked as this kind with the main file."""
    steps = pointer_steps(text.partition("#")[2])
    return text.startswith("#/components/") and len(steps) == 3 and SECTIONS.get(steps[1]) == kind
