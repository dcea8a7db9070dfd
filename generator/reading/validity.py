"""A tree held against the official JSON Schema of its OpenAPI version, faults in words for a writer.

The official schema looks at a ``$ref`` and not behind it, so what an unusual reference points at (a part
of another file, or one that does not lie under `components`) is held against its own part of the schema.
"""

from collections.abc import Iterable, Iterator

from generator.errors import GeneratorError
from generator.reading.document import Document, Steps, Tree, pointer_steps
from generator.reading.explanations import explain, shown
from generator.reading.faults import Fault
from generator.reading.places import lines
from generator.reading.references import Reference
from generator.reading.source import Source
from generator.reading.structure import SECTIONS

VERSIONS = ("3.0", "3.1", "3.2")


def known_version(source: Source) -> str:
    """``3.0``, ``3.1`` or ``3.2``: which OpenAPI a file is written in.

    Raises:
        GeneratorError: it is none of these, with what to do about it.
    """
    tree = source.tree
    if not isinstance(tree, dict):
        raise GeneratorError("is no OpenAPI description; begin it with 'openapi: 3.1.0'", source.path, 1)
    if "openapi" not in tree:
        raise GeneratorError(*_other_format(source))
    written = tree["openapi"]
    number = ".".join(str(written).split(".")[:2])
    if isinstance(written, str) and written.count(".") >= 2 and number in VERSIONS:
        return number
    remedy = f"write '{number}.0'" if number in VERSIONS else "write '3.1.0'"
    line = lines(source, [("openapi",)])["openapi",]
    raise GeneratorError(
        f"is {shown(written)}, which is no version of OpenAPI that is read; {remedy}",
        source.path,
        line,
        "/openapi",
    )


def _other_format(source: Source) -> tuple[str, str, int]:
    for key, message in (
        ("swagger", "is Swagger 2.0; convert it with 'npx swagger2openapi', which writes OpenAPI 3.0"),
        ("asyncapi", "is AsyncAPI, which describes no HTTP requests; name an OpenAPI description"),
        ("overlay", "is an Overlay; name the description that it is applied to"),
    ):
        if key in source.tree:
            return message, source.path, lines(source, [(key,)])[key,]
    return "has no 'openapi'; begin it with 'openapi: 3.1.0'", source.path, 1


def check(document: Document) -> list[Fault]:
    """Where the main file is not what the official schema asks for."""
    from generator.reading.json_schema import errors, official_schema, official_validator

    schema = official_schema(document.version)
    found = errors(official_validator(schema), document.root)
    return [Fault(document.path, *each) for each in explain(found, schema)]


def check_references(document: Document, references: Iterable[Reference]) -> list[Fault]:
    """Where what an unusual reference points at is not what the official schema asks for in its place."""
    unusual: dict[tuple[str, str], Reference] = {}
    for each in references:
        if each.kind and not _is_usual(each.kind, each.text):
            unusual.setdefault((each.kind, each.text), each)
    if not unusual:
        return []
    from generator.reading.json_schema import errors, official_schema, official_validator

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
