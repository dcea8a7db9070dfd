"""The order in which a file becomes a description that everybody after can rely on."""

from generator.errors import GeneratorError
from generator.reading import checks, example_checks, faults, references, source, validity
from generator.reading.document import Document
from generator.reading.upgrade import upgrade


def checked(path: str, server: str = "", *, fetch: bool = False) -> Document:
    """The description at `path`, sound in every way that is known, its schemas in the dialect of 3.1.

    What rests on the shape of the whole is looked at only when the shape is right. `server` is where the
    API is, for a description that names no server or a relative one (OpenAPI 3.1 §4.8.5).
    What references name by a URL is refused, or else, with `fetch`, fetched.

    Raises:
        GeneratorError: the file cannot be read, or `server` is no address; or, as a `FaultsError`, all that
            is wrong in the file.
    """
    if server and not checks.is_address(server):
        raise GeneratorError(
            f"the server {server!r} is no address; write one such as https://api.example.com"
        )
    main = source.load(path)
    version = validity.known_version(main)
    survey = references.collect(main, server.rstrip("/"), fetch=fetch)
    document = survey.document
    found = survey.faults or validity.check(document, survey.references)
    if not found:
        if version == "3.0":
            upgrade(survey.marked)
        found = checks.check(survey) + example_checks.check_examples(document)
    if found:
        raise faults.error(found, (document.source, *document.files.values()))
    return document
