"""The order in which a file becomes a description that everybody after can rely on.

A fault costs at most the detail that it stands in: what cannot be used is mended or left out, and told.
"""

from collections.abc import Sequence
from urllib.parse import urljoin

from generator.errors import GeneratorError, NothingToCallError
from generator.reading.document import faults, references
from generator.reading.document.document import Document, Optional
from generator.reading.document.faults import Fault
from generator.reading.document.nodes import operations, root
from generator.reading.source import files
from generator.reading.source.files import File, Source
from generator.reading.validation import checks, external_values, schema_validation, strictness, swagger2
from generator.reading.validation.mending import mend
from generator.reading.validation.schema_upgrade import upgrade


def load_checked(
    file: File, server: str = "", *, fetch: bool = False, strict: bool = False,
    optional: Optional = "examples", overlays: Sequence[str] = (), otherwise: str = "",
) -> Document:  # fmt: skip
    """The description in `file`, made sound, its schemas in the dialect of 3.1; `faults` has what was wrong.

    `server` is where the API is, for a description that names no server or a relative one (OpenAPI 3.1
    §4.8.5); `otherwise` is taken where there is neither. What references name by a URL is refused, or else,
    with `fetch`, fetched. If `strict`, a fault that an operation has anything to do with is an error. Made
    bodies have the `optional` properties that it names. The `overlays` are applied first of all.

    Raises:
        GeneratorError: the file is no description, an overlay is none, `server` is no address, or there is
            neither an operation nor an address; or, as a `FaultsError`, all that is wrong in it, if `strict`.
        NothingToCallError: it describes webhooks alone.
    """
    if server and not checks.is_address(server):
        raise GeneratorError(
            f"the server {server!r} is no address; write one such as https://api.example.com"
        )
    main = files.parse_file(file)
    applied: tuple[Source, ...] = ()
    unmatched: list[Fault] = []
    if overlays:
        from generator.reading.source.named_file import named_file
        from generator.reading.validation.overlays import overlaid

        main, applied, unmatched = overlaid(main, [named_file(each, fetch=fetch) for each in overlays])
    version, found = schema_validation.known_version(main)
    survey = references.collect(main, server.rstrip("/") or _home(main), fetch=fetch)
    document = survey.document
    document.optional, document.overlays, document.unmatched = optional, applied, unmatched
    if survey.too_deep:
        raise faults.error(survey.too_deep, document.sources)
    found += survey.faults
    places = {each.steps for each in found if each.path == document.path}
    found += [each for each in schema_validation.schema_faults(document, version) if each.steps not in places]
    if version == "2.0":
        mend(document, swagger2.convert_root(document))
    else:
        found += schema_validation.check_references(document, survey.references)
        if found:
            mend(document, {})
        else:
            upgrade(each.node for each in survey.marked)
    external_values.fill(document, fetch=fetch)
    document.faults = found + checks.check_extensions(survey) + _of_operations(document, otherwise)
    if strict and (refused := strictness.refusal(document)):
        raise refused
    return document


def _home(main: Source) -> str:
    """The address that relative servers of a description at a URL are relative to (OpenAPI 3.1 §4.8.5)."""
    start = "." if main.tree.get("servers") else "/"  # where it names none, the server is ``/``
    return urljoin(main.path, start).rstrip("/") if files.is_url(main.path) else ""


def _of_operations(document: Document, otherwise: str) -> list[Fault]:
    """The faults of the operations, of which there are some, at an address."""
    if not (every := list(operations(document))):
        if document.root.get("webhooks"):
            raise NothingToCallError("describes webhooks alone: there is nothing to call", document.path)
        place = [key for key in ("paths",) if key in document.root]
        nothing = root(document).fault(_NO_OPERATION, *place)
        raise faults.error([nothing], document.sources)
    if otherwise and not document.base and not any(map(checks.says_address, every)):
        document.base = otherwise
    if not any(map(checks.server_address, every)):
        place = [key for key in ("servers",) if key in document.root]
        nowhere = root(document).fault(_NO_ADDRESS, *place)
        raise faults.error(list(checks.check_servers(document)) or [nowhere], document.sources)
    return checks.check_operations(document)


_NO_OPERATION = "describes no operation; write one, such as 'get:' below a path"
_NO_ADDRESS = (
    "has no absolute server address; write 'servers:' with '- url: https://api.example.com', "
    "or name it with --server, or as 'server:' in wireproof.yaml"
)
