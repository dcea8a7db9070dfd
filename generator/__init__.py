"""Code samples for HTTP APIs, generated from a description and proven on the wire.

The public names are the verbs and the values of `generator.model`::

    from generator import load_languages, read, render

    description = read("spec/token_endpoint.yaml")
    for sample in render(description.requests, load_languages().values()):
        print(sample.id)

They are loaded when they are first used, so that importing `generator` costs nothing.
"""

import importlib
from typing import Any

_PLACES = {
    "read": "generator.reading",
    "render": "generator.rendering",
    "load_languages": "generator.rendering",
    "prove": "generator.proving.running.prove",
    "GeneratorError": "generator.errors",
    "Finding": "generator.findings",
    "Description": "generator.model",
    "Input": "generator.model",
    "Operation": "generator.model",
    "Request": "generator.model",
    "Response": "generator.model",
    "Sample": "generator.model",
}
__all__ = sorted(_PLACES)


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _PLACES:
        raise AttributeError(f"module 'generator' has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)
