"""An OpenAPI Overlay 1.0.0 document that adds ``x-codeSamples`` to a description.

An overlay leaves the description as it is: whoever builds the documentation applies it. The
specification is at https://spec.openapis.org/overlay/v1.0.0.html.
"""

import json
import re
from collections.abc import Iterable, Iterator

from generator.model import Description
from generator.publishing.export.samples import KEY, PlacedSamples
from generator.publishing.export.yaml_text import yaml_compatible_json, yaml_samples, yaml_scalar

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def overlay(
    description: Description, extends: str, operations: Iterable[PlacedSamples], *, is_json: bool
) -> str:
    """The overlay document, in YAML or JSON: after it, an operation has our samples, and those of others.

    An update adds to an array (Action Object), so that applied twice it would give each of them twice: what
    an operation has is removed, and written again, others' samples as they are.
    `extends` is the description's address as a URI reference, relative to the overlay.
    """
    title = f"Code samples for {description.title}"
    if not is_json:
        return "".join(f"{line}\n" for line in _lines(title, description.version, extends, operations))
    actions = [
        action
        for each in operations
        for action in (
            {"target": json_path((*each.steps, KEY)), "remove": True},
            {"target": json_path(each.steps), "update": {KEY: each.merged}},
        )
    ]
    info = {"title": title, "version": description.version}
    document = {"overlay": "1.0.0", "info": info, "extends": extends, "actions": actions}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def json_path(steps: Iterable[str]) -> str:
    """The steps as a JSONPath query for one node (RFC 9535), such as ``$.paths['/o/token/'].post``."""
    return "$" + "".join(f".{step}" if _NAME.fullmatch(step) else f"['{_quoted(step)}']" for step in steps)


def _quoted(name: str) -> str:
    text = yaml_compatible_json(name)[1:-1].replace('\\"', '"')
    return text.replace("'", "\\'")


def _lines(title: str, version: str, extends: str, operations: Iterable[PlacedSamples]) -> Iterator[str]:
    yield 'overlay: "1.0.0"'
    yield "info:"
    yield f"  title: {yaml_compatible_json(title)}"
    yield f"  version: {yaml_compatible_json(version)}"
    yield f"extends: {yaml_scalar(extends)}"
    yield "actions:"
    for each in operations:
        yield f"  - target: {yaml_compatible_json(json_path((*each.steps, KEY)))}"
        yield "    remove: true"
        yield f"  - target: {yaml_compatible_json(json_path(each.steps))}"
        yield "    update:"
        yield f"      {KEY}:"
        yield from yaml_samples(each.merged, "        ")
