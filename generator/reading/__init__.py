"""A description in, `Description` out: OpenAPI and Swagger in YAML or JSON, HAR, and Arazzo."""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from generator.model import Description

if TYPE_CHECKING:
    from typing import Unpack

    from generator.reading.document.document import Document
    from generator.reading.how import How


def read(
    path: str | Path, server: str = "", *, flows: Sequence[str] = (), **how: "Unpack[How]"
) -> Description:
    """Read the description at `path`: OpenAPI 3.0, 3.1 or 3.2, Swagger 2.0, in YAML or JSON, or HAR 1.2.

    An Arazzo document (1.0, 1.1) is a description that has flows alone.

    `server` is the address of the API, for a description that names no server or a relative one. What is
    wrong in it costs no more than the part that it stands in, unless `how` (see `How`) wants it otherwise.
    The workflows of the Arazzo documents `flows` join it.

    Raises:
        GeneratorError: the file cannot be read, there is nothing to call in it, or `server` is no address;
            or, as a `FaultsError`, all that is wrong in it.
    """
    return read_with_document(path, server, flows=flows, **how)[0]


def read_with_document(
    path: str | Path,
    server: str = "",
    *,
    otherwise: str = "",
    flows: Sequence[str] = (),
    **how: "Unpack[How]",
) -> "tuple[Description, Document | None]":
    """As `read`, and the document that the description was made of; a HAR and an Arazzo document have none.

    `otherwise` is the address where neither the description nor `server` names one.

    Raises:
        GeneratorError: as `read`.
    """
    from generator.reading.har.detection import har_source
    from generator.reading.openapi.operations import description
    from generator.reading.source.named_file import named_file
    from generator.reading.validation.load import load_checked

    file = named_file(str(path), fetch=how.get("fetch", False))
    if (recorded := har_source(file, how.get("overlays", ()))) is not None:
        from generator.reading.har.load import har_description

        return har_description(recorded), None
    from generator.reading.arazzo.load import is_arazzo
    from generator.reading.flows import flows_alone, flows_of

    if is_arazzo(file):
        return flows_alone(file, server, **how), None
    collecting = gc.isenabled()
    gc.disable()  # it would look at a million new values again and again, and find no garbage
    try:
        document = load_checked(file, server, otherwise=otherwise, **how)
        found = description(document)
        if flows:
            more = flows_of(flows, server, **how)
            files, notes = (*document.paths, *more.files), (*found.notes, *more.notes)
            found = replace(found, flows=more.flows, files=files, notes=notes)
        return found, document
    finally:
        if collecting:
            gc.enable()
