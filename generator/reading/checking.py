"""The order in which a file becomes a description that everybody after can rely on."""

from collections.abc import Callable

from generator.errors import GeneratorError
from generator.reading import checks, example_checks, faults, references, source, validity
from generator.reading.document import Document
from generator.reading.source import File
from generator.reading.upgrade import upgrade


def checked(
    file: File, server: str = "", *, fetch: bool = False, vouched: Callable[[], bool | None] | None = None
) -> Document:
    """The description in `file`, sound in every way that is known, its schemas in the dialect of 3.1.

    What rests on the shape of the whole is looked at only when the shape is right. `server` is where the
    API is, for a description that names no server or a relative one (OpenAPI 3.1 §4.8.5).
    What references name by a URL is refused, or else, with `fetch`, fetched. `vouched` is asked, in the end,
    whether the file `is_well_formed`, where that is found out at the same time by somebody else: until then
    it is taken for granted, and if it is not so, all is looked at again.

    Raises:
        GeneratorError: the file is no description, or `server` is no address; or, as a `FaultsError`, all
            that is wrong in the file.
    """
    if vouched is not None:
        try:
            document = _checked(file, server, fetch=fetch, trusting=True)
        except Exception:  # of whatever kind, if the shape is not what it was taken for
            if vouched():
                raise
        else:
            if vouched():
                return document
    return _checked(file, server, fetch=fetch, trusting=False)


def _checked(file: File, server: str, *, fetch: bool, trusting: bool) -> Document:
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
            upgrade(survey.marked)
        found = checks.check(survey) + example_checks.check_examples(document)
    if found:
        raise faults.error(found, (document.source, *document.files.values()))
    return document


def is_well_formed(file: File) -> bool:
    """Whether the file is JSON that a fast parser reads well, with nothing against the official schema.

    Raises:
        GeneratorError: it is not text, or neither YAML nor JSON, or no description.
    """
    from generator.reading.json_source import is_plain

    main = source.parsed(file, trusting=True)
    validity.known_version(main)
    return main.is_json and is_plain(file.data, main.tree) and not validity.check(Document(main))
