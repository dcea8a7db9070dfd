"""Guides in sync: files whose marked blocks are kept equal to samples, with no other byte touched.

First all files with a marker are read, without any sample; then `synced` says what each of them should
be. Faults are collected over all files, so that nothing is written while one is wrong.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from generator.errors import FaultsError, GeneratorError, RefusedError
from generator.model import Description, Sample
from generator.parallel import map_shares
from generator.publishing.sync.blocks import (
    Content,
    Guide,
    filled,
    guide,
    shown_as_text,
    standing,
    with_blocks,
)
from generator.publishing.sync.files import content_with_markers, files_below
from generator.rendering import Language, Renderer, Values

_LEAST = 200  # files that are worth a process of their own


@dataclass(frozen=True, slots=True)
class Synced:
    """What a guide should be: its `data`, and the lines and ids of the blocks in which it is not yet so."""

    path: Path
    data: bytes = field(repr=False)
    stale: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How many files have blocks, and how many; the files that would change; what is wrong or looks wrong."""

    guides: int
    blocks: int
    changed: tuple[Synced, ...]
    faults: tuple[GeneratorError, ...] = ()
    warnings: tuple[str, ...] = ()


class Samples:
    """The samples of a description by id, each rendered when it is first asked for."""

    def __init__(self, description: Description, languages: dict[str, Language], values: Values) -> None:
        self._requests = {request.id: request for request in description.requests}
        self._flows = {flow.id: flow for flow in description.flows}
        self._languages = languages
        self._values = values
        self._renderers: dict[str, Renderer] = {}
        self._rendered: dict[str, Sample] = {}

    def ids(self) -> Iterator[str]:
        """All ids."""
        return (
            f"{language}/{asked}" for language in self._languages for asked in (*self._requests, *self._flows)
        )

    def __contains__(self, sample_id: str) -> bool:
        language, _, request = sample_id.partition("/")
        return language in self._languages and (request in self._requests or request in self._flows)

    def content(self, sample_id: str) -> Content:
        """The text of a sample, and the name of its language after a fence."""
        name, _, request = sample_id.partition("/")
        if sample_id not in self._rendered:
            if name not in self._renderers:
                self._renderers[name] = Renderer(self._languages[name])
            renderer = self._renderers[name]
            if request in self._flows:
                self._rendered[sample_id] = renderer.flow(self._flows[request], self._values)
            else:
                self._rendered[sample_id] = renderer.render(self._requests[request], self._values)
        return Content(self._rendered[sample_id].text, self._languages[name].fence)


def marked_files(paths: Iterable[Path]) -> list[tuple[Path, bytes]]:
    """The files among and below `paths` that may have marked blocks, with their content.

    Raises:
        GeneratorError: a path is none, or, as a `FaultsError`, files that cannot be read.
    """
    found: list[tuple[Path, bytes]] = []
    faults: list[GeneratorError] = []
    for path in files_below(paths):
        try:
            data = content_with_markers(path)
        except GeneratorError as error:
            faults.append(error)
            continue
        if data is not None:
            found.append((path, data))
    if faults:
        raise FaultsError(faults)
    return found


def synced(files: Sequence[tuple[Path, bytes]], samples: Samples) -> SyncResult:
    """What each file should be; many are shared out over the cores.

    Raises:
        GeneratorError: as a `FaultsError`, markers that are wrong, and those whose sample there is not or
            cannot stand there.
    """
    shares = map_shares(files, partial(_share, samples), _LEAST)
    if faults := [error for share in shares for error in share.faults]:
        raise FaultsError(faults)
    return SyncResult(
        sum(share.guides for share in shares),
        sum(share.blocks for share in shares),
        tuple(each for share in shares for each in share.changed),
        warnings=tuple(warning for share in shares for warning in share.warnings),
    )


def _share(samples: Samples, files: Sequence[tuple[Path, bytes]]) -> SyncResult:
    faults: list[GeneratorError] = []
    changed: list[Synced] = []
    warnings: list[str] = []
    guides = blocks = 0
    for path, data in files:
        try:
            found = guide(path, data)
            guides, blocks = guides + bool(found.blocks), blocks + len(found.blocks)
            warnings += shown_as_text(found)
            if (each := _synced(found, samples)).stale:
                changed.append(each)
        except FaultsError as several:
            faults += several.errors
        except GeneratorError as error:
            faults.append(error)
    return SyncResult(guides, blocks, tuple(changed), tuple(faults), tuple(warnings))


def _synced(found: Guide, samples: Samples) -> Synced:
    if faults := list(_unknown(found, samples)):
        raise FaultsError(faults)
    contents: dict[str, Content] = {}
    for block in found.blocks:
        try:
            contents[block.sample_id] = samples.content(block.sample_id)
        except RefusedError as error:
            message = f"there is no sample '{block.sample_id}': {error.message}"
            raise GeneratorError(message, found.path, block.line) from error
    insides = filled(found, contents)
    stale = tuple(
        (block.line, block.sample_id)
        for block, inside in zip(found.blocks, insides, strict=True)
        if inside != standing(found, block)
    )
    return Synced(found.path, with_blocks(found, insides) if stale else b"", stale)


def _unknown(found: Guide, samples: Samples) -> Iterator[GeneratorError]:
    for block in found.blocks:
        if block.sample_id not in samples:
            near = difflib.get_close_matches(block.sample_id, samples.ids(), n=3)
            hint = f"the nearest is {' or '.join(near)}" if near else "wireproof generate shows what there is"
            message = f"there is no sample '{block.sample_id}'; {hint}"
            yield GeneratorError(message, found.path, block.line)
