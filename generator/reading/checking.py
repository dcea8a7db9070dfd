"""The order in which a file becomes a description that everybody after can rely on."""

from collections.abc import Iterable

from generator.errors import GeneratorError
from generator.reading import checks, example_checks, faults, references, source, validity
from generator.reading.document import Document, Steps, Tree
from generator.reading.source import File
from generator.reading.upgrade import upgrade


def checked(file: File, server: str = "", *, fetch: bool = False, trusting: bool = False) -> Document:
    """The description in `file`, sound in every way that is known, its schemas in the dialect of 3.1.

    What rests on the shape of the whole is looked at only when the shape is right. `server` is where the
    API is, for a description that names no server or a relative one (OpenAPI 3.1 §4.8.5).
    What references name by a URL is refused, or else, with `fetch`, fetched. If `trusting`, its `Soundness`
    is taken for granted; if it is not sound, anything may be raised, or nothing.

    Raises:
        GeneratorError: the file is no description, or `server` is no address; or, as a `FaultsError`, all
            that is wrong in the file.
    """
    if server and not checks.is_address(server):
        raise GeneratorError(
            f"the server {server!r} is no address; write one such as https://api.example.com"
        )
    main = source.parsed(file, trusting=trusting)
    version = validity.known_version(main)
    survey = references.collect(main, server.rstrip("/"), fetch=fetch)
    document, found = survey.document, survey.faults
    if not found:
        shape = [] if trusting else validity.check(document)
        found = shape + validity.check_references(document, survey.references)
    if not found:
        if version == "3.0":
            upgrade(each.node for each in survey.marked)
        of_operations = [] if trusting else checks.check_operations(document)
        found = checks.check_extensions(survey) + of_operations + example_checks.check_examples(document)
    if found:
        raise faults.error(found, (document.source, *document.files.values()))
    if survey.is_alone:
        document.changes = [each.steps for each in survey.marked if version == "3.0"]
    return document


class Soundness:
    """What `checked` takes for granted if it is trusting, found out by another process of the same `file`."""

    def __init__(self, file: File, server: str) -> None:
        self._file = file
        self._server = server.rstrip("/")

    def is_sound(self) -> bool:
        """Whether it is JSON that a fast parser reads well, right by the official schema, its operations too.

        Raises:
            GeneratorError: it is no description.
            LookupError: a reference leads nowhere.
        """
        from generator.reading.json_source import is_plain

        main = source.parsed(self._file, trusting=True)
        validity.known_version(main)
        self._document = document = Document(main, base=self._server)
        return (
            main.is_json
            and is_plain(main.data, main.tree)
            and not validity.check(document)
            and not checks.check_operations(document)
        )

    def document(self, changes: Iterable[Steps]) -> Document:
        """The description as the process has it that has looked at the rest, and made these `changes`."""
        upgrade(_part(self._document.root, steps) for steps in changes)
        return self._document


def _part(tree: Tree, steps: Steps) -> Tree:
    for step in steps:
        tree = tree[step]
    return tree
