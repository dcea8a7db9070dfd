"""The flows of Arazzo documents, whose descriptions are read as the user wants descriptions read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from generator.model import Description
from generator.reading.arazzo.load import Flows, all_flows, arazzo_description
from generator.reading.document.document import Document
from generator.reading.source.files import File
from generator.reading.source.named_file import named_file
from generator.reading.validation.load import load_checked

if TYPE_CHECKING:
    from typing import Unpack

    from generator.reading.how import How


def flows_alone(file: File, server: str = "", **how: "Unpack[How]") -> Description:
    """The workflows of the Arazzo document in `file` as a description that has flows alone.

    Raises:
        GeneratorError: the document, or a description that it names, is wrong in a way that leaves nothing.
    """
    return arazzo_description(file, _document_at(server, how))


def flows_of(paths: Sequence[str], server: str = "", **how: "Unpack[How]") -> Flows:
    """The flows of the Arazzo documents at `paths`.

    Raises:
        GeneratorError: as `flows_alone`; or two workflows have one name.
    """
    files = [named_file(path, fetch=how.get("fetch", False)) for path in paths]
    return all_flows(files, _document_at(server, how))


def _document_at(server: str, how: "How") -> Callable[[str], Document]:
    fetch = how.get("fetch", False)
    return lambda path: load_checked(named_file(path, fetch=fetch), server, **how)
