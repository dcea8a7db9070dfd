"""Guides in sync: files whose marked blocks are kept equal to samples, with no other byte touched.

First all `guides` are found, without any sample; then `synced` says what each of them should be. Faults
are collected over all files, so that nothing is written while one is wrong.
"""

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import FaultsError, GeneratorError, RefusedError
from generator.model import Description, Sample
from generator.publishing.sync_blocks import Content, Guide, filled, guide, joined, standing
from generator.publishing.sync_files import files_below, marked
from generator.rendering import Language, Renderer, Values


@dataclass(frozen=True, slots=True)
class Synced:
    """What a guide should be: its `data`, and the lines and ids of the blocks in which it is not yet so."""

    path: Path
    data: bytes = field(repr=False)
    stale: tuple[tuple[int, str], ...]


class Samples:
    """The samples of a description by id, each rendered when it is first asked for."""

    def __init__(self, description: Description, languages: dict[str, Language], values: Values) -> None:
        self._requests = {request.id: request for request in description.requests}
        self._languages = languages
        self._values = values
        self._renderers: dict[str, Renderer] = {}
        self._rendered: dict[str, Sample] = {}

    def ids(self) -> Iterator[str]:
        """All ids."""
        return (f"{language}/{request}" for language in self._languages for request in self._requests)

    def __contains__(self, sample_id: str) -> bool:
        language, _, request = sample_id.partition("/")
        return language in self._languages and request in self._requests

    def content(self, sample_id: str) -> Content:
        """The text of a sample, and the name of its language after a fence."""
        name, _, request = sample_id.partition("/")
        if sample_id not in self._rendered:
            if name not in self._renderers:
                self._renderers[name] = Renderer(self._languages[name])
            self._rendered[sample_id] = self._renderers[name].render(self._requests[request], self._values)
        return Content(self._rendered[sample_id].text, self._languages[name].fence)


def guides(paths: Iterable[Path]) -> list[Guide]:
    """The files among and below `paths` that have marked blocks.

    Raises:
        GeneratorError: a path is none, or, as a `FaultsError`, whatever is wrong with the markers.
    """
    found: list[Guide] = []
    faults: list[GeneratorError] = []
    for path in files_below(paths):
        try:
            data = marked(path)
            each = None if data is None else guide(path, data)
        except GeneratorError as error:
            faults.append(error)
            continue
        if each is not None and each.blocks:
            found.append(each)
    if faults:
        raise FaultsError(faults)
    return found


def synced(found: Sequence[Guide], samples: Samples) -> list[Synced]:
    """What each guide should be.

    Raises:
        GeneratorError: as a `FaultsError`, all markers whose sample there is not or cannot stand there.
    """
    faults = [error for each in found for error in _unknown(each, samples)]
    if faults:
        raise FaultsError(faults)
    contents: dict[str, Content] = {}
    for each in found:
        for block in each.blocks:
            try:
                contents[block.sample_id] = samples.content(block.sample_id)
            except RefusedError as error:
                message = f"there is no sample '{block.sample_id}': {error.message}"
                faults.append(GeneratorError(message, each.path, block.line))
    if faults:
        raise FaultsError(faults)
    results: list[Synced] = []
    for each in found:
        try:
            insides = filled(each, contents)
        except GeneratorError as error:
            faults.append(error)
            continue
        stale = tuple(
            (block.line, block.sample_id)
            for block, inside in zip(each.blocks, insides, strict=True)
            if inside != standing(each, block)
        )
        results.append(Synced(each.path, joined(each, insides), stale))
    if faults:
        raise FaultsError(faults)
    return results


def _unknown(found: Guide, samples: Samples) -> Iterator[GeneratorError]:
    for block in found.blocks:
        if block.sample_id not in samples:
            near = difflib.get_close_matches(block.sample_id, samples.ids(), n=3)
            hint = f"the nearest is {' or '.join(near)}" if near else "wireproof generate shows what there is"
            message = f"there is no sample '{block.sample_id}'; {hint}"
            yield GeneratorError(message, found.path, block.line)
