"""A description in, `Description` out: OpenAPI and Swagger in YAML or JSON, HAR, and the configuration."""

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from generator.model import Description

if TYPE_CHECKING:
    from generator.reading.document.document import Document, Optional


def read(
    path: str | Path, server: str = "", *, fetch: bool = False, strict: bool = False,
    optional: "Optional" = "examples",
) -> Description:  # fmt: skip
    """Read the description at `path`: OpenAPI 3.0, 3.1 or 3.2, Swagger 2.0, in YAML or JSON, or HAR 1.2.

    `server` is the address of the API, for a description that names no server or a relative one.
    What its references name by a URL is refused, or else, with `fetch`, fetched. What is wrong in it costs
    no more than the part that it stands in; if `strict`, it is an error. `optional` says which optional
    properties made bodies have.

    Raises:
        GeneratorError: the file cannot be read, there is nothing to call in it, or `server` is no address;
            or, as a `FaultsError`, all that is wrong in it.
    """
    return read_with_document(path, server, fetch=fetch, strict=strict, optional=optional)[0]


def read_with_document(
    path: str | Path, server: str = "", *, fetch: bool = False, strict: bool = False,
    optional: "Optional" = "examples", otherwise: str = "",
) -> "tuple[Description, Document | None]":  # fmt: skip
    """As `read`, and the document that the description was made of; a HAR has none.

    `otherwise` is the address where neither the description nor `server` names one.

    Raises:
        GeneratorError: as `read`.
    """
    from generator.reading.har.detection import har_source
    from generator.reading.openapi.operations import description
    from generator.reading.source.files import file_at
    from generator.reading.validation.load import checked

    file = file_at(str(path))
    if (recorded := har_source(file)) is not None:
        from generator.reading.har.load import har_description

        return har_description(recorded), None
    collecting = gc.isenabled()
    gc.disable()  # it would look at a million new values again and again, and find no garbage
    try:
        document = checked(file, server, fetch=fetch, strict=strict, optional=optional, otherwise=otherwise)
        return description(document), document
    finally:
        if collecting:
            gc.enable()
