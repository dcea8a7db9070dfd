"""Where the parts of a file stand: JSON pointers to lines, worked out only when somebody must be told.

The file is gone through again, with the positions that the fast parsers do not keep.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from generator.reading.source.files import Source
from generator.reading.source.json_parser import Path, json_places
from generator.reading.source.pointers import Steps


def lines(source: Source, wanted: Iterable[Steps]) -> dict[Steps, int]:
    """The 1-based line of each of the `wanted` parts: of its key, or of the item in a list.

    A part that does not stand in the file (a missing property, one merged from elsewhere) has the line
    of the nearest part around it.
    """
    paths = {steps: tuple(map(str, steps)) for steps in wanted}
    aliases: dict[Path, Path] = {}
    if source.is_json:
        around = {path[:end] for path in paths.values() for end in range(len(path) + 1)}
        found = {path: line for path, line in json_places(source.text) if path in around}
    else:
        found = {}
        _read_yaml(source, found, aliases)
    return {steps: _line(path, found, aliases) for steps, path in paths.items()}


def lines_by_file(source: Source, wanted: Iterable[Steps]) -> dict[Steps, tuple[str, int]]:
    """The file and the line of each of the `wanted` parts; what an overlay wrote stands in the overlay."""
    found: dict[Steps, tuple[str, int]] = {}
    by_source: dict[str, tuple[Source, dict[Steps, Steps]]] = {}
    for steps in wanted:
        source_of, place = _origin(source, steps)
        by_source.setdefault(source_of.path, (source_of, {}))[1][steps] = place
    for path, (source_of, places) in by_source.items():
        known = lines(source_of, set(places.values()))
        found.update((steps, (path, known[place])) for steps, place in places.items())
    return found


def _origin(source: Source, steps: Steps) -> tuple[Source, Steps]:
    for end in range(len(steps), -1, -1) if source.origins else ():
        if steps[:end] in source.origins:
            origin, start = source.origins[steps[:end]]
            return origin, (*start, *steps[end:])
    return source, steps


def _line(steps: Path, found: dict[Path, int], aliases: dict[Path, Path]) -> int:
    for _ in range(100):  # an alias may stand inside what an alias stands for
        end = next((end for end in range(len(steps), 0, -1) if steps[:end] in found), 0)
        if end == len(steps) or steps[:end] not in aliases:
            break
        steps = aliases[steps[:end]] + steps[end:]
    return found.get(steps[:end], 1)


def _read_yaml(source: Source, found: dict[Path, int], aliases: dict[Path, Path]) -> None:
    import yaml

    from generator.reading.source.yaml_parser import yaml_events

    steps: list[str | int | None] = []  # as above; None where a key is awaited
    anchors: dict[str | None, Path] = {}
    events: Iterator[Any] = yaml_events(source.text, source.path)
    for event in events:
        if isinstance(event, yaml.CollectionEndEvent):
            steps.pop()
            _done(steps)
        elif isinstance(event, yaml.ScalarEvent) and steps and steps[-1] is None:
            steps[-1] = event.value
            found.setdefault(tuple(map(str, steps)), _line_of(event))
        elif isinstance(event, yaml.NodeEvent):
            here = tuple(map(str, steps))
            found.setdefault(here, _line_of(event))
            if isinstance(event, yaml.AliasEvent):
                aliases[here] = anchors[event.anchor]
            elif event.anchor:
                anchors[event.anchor] = here
            if isinstance(event, yaml.CollectionStartEvent):
                steps.append(None if isinstance(event, yaml.MappingStartEvent) else 0)
            else:
                _done(steps)


def _line_of(event: Any) -> int:  # noqa: ANN401 - PyYAML's events share no useful base
    line: int = event.start_mark.line
    return line + 1


def _done(steps: list[str | int | None]) -> None:
    """A value has ended: the next item of a list, or the next key, follows."""
    if steps:
        last = steps[-1]
        steps[-1] = last + 1 if isinstance(last, int) else None
