"""The bytes of a file in, the same file with our samples out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from generator.auditing.adopting.choosing import NotAdopted, chosen
from generator.auditing.adopting.place import LinesOfFile
from generator.auditing.adopting.places import place_of
from generator.auditing.described.endpoints import Endpoint
from generator.auditing.extracting import page
from generator.auditing.pages.page import Position
from generator.auditing.samples.sample import PageSample
from generator.auditing.samples.sampling import samples_of_page
from generator.errors import GeneratorError, RefusedError
from generator.publishing.sync.blocks import Content, filled, guide, with_blocks
from generator.publishing.sync.sync import Samples

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a file should be: its `data`, line and id of each block taken over, and why others were kept.

    `kept` names only samples that call a described operation.
    """

    path: Path
    data: bytes = field(repr=False)
    blocks: tuple[tuple[int, str], ...] = ()
    kept: tuple[tuple[int, str], ...] = ()


def adopted_page(path: Path, data: bytes, known: Sequence[Endpoint], offered: Samples) -> Adopted:
    """The file at `path`, whose content is `data`, with our samples for those of its own that match.

    Raises:
        GeneratorError: the file has a marked block that is wrong.
    """
    found = page(path, data)
    if found is None:
        return Adopted(path, data)
    marked = guide(path, data).blocks
    bom = _BOM if data.startswith(_BOM) else b""
    lines = data.removeprefix(bom).splitlines(keepends=True)
    blocks: list[tuple[int, str]] = []
    kept: list[tuple[int, str]] = []
    # From the last to the first, so that the lines of those to come are still where they were.
    for sample in sorted(samples_of_page(found), key=_position, reverse=True):
        line = sample.block.line
        if any(block.start < line <= block.end for block in marked):
            continue
        sample_id = chosen(sample, known, offered)
        if sample_id is None:
            continue
        if not isinstance(sample_id, NotAdopted):
            outcome = _replaced(path, lines, place_of(found, path, sample, lines), sample_id, offered)
            if not isinstance(outcome, NotAdopted):
                lines = outcome
                blocks.append((line, sample_id))
                continue
            sample_id = outcome
        kept.append((line, str(sample_id)))
    return Adopted(path, bom + b"".join(lines), tuple(reversed(blocks)), tuple(reversed(kept)))


def _position(sample: PageSample) -> tuple[int, Position]:
    return sample.block.line, sample.block.span[0] if sample.block.span else (0, 0)


def _replaced(
    path: Path, lines: Sequence[bytes], where: LinesOfFile | NotAdopted, sample_id: str, offered: Samples
) -> list[bytes] | NotAdopted:
    """The lines of the file with a filled block at `where`; or why `sync` could not keep it there."""
    if isinstance(where, NotAdopted):
        return where
    try:
        content: Content = offered.content(sample_id)
    except RefusedError as error:
        return NotAdopted(error.message)
    markers = where.markers(sample_id)
    around = (*lines[: where.start], *where.head), (*where.tail, *lines[where.end :])
    data = b"".join((*around[0], *markers, *around[1]))
    start = len(around[0]) + 1
    try:
        whole = guide(path, data)
        ours = tuple(block for block in whole.blocks if block.start == block.end == start)
        whole = replace(whole, blocks=ours)
        insides = filled(whole, {sample_id: content})
    except GeneratorError as error:
        return NotAdopted(error.message)
    if not ours or ours[0].sample_id != sample_id:
        return NotAdopted("stands where sync finds no block")
    return with_blocks(whole, insides).splitlines(keepends=True)
