"""What a proof is bound to, as hashes: the request, and everything that takes part in proving."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from generator.model import Flow, Request
from generator.rendering.languages.language import Language


def request_hash(asked: Request | Flow) -> str:
    """The hash of all of a request or a flow that decides what a sample must do; prose does not."""
    if isinstance(asked, Flow):
        steps = tuple(replace(step, request=_without_prose(step.request)) for step in asked.steps)
        bare: Request | Flow = replace(asked, summary="", description="", steps=steps)
    else:
        bare = _without_prose(asked)
    return hashlib.sha256(json.dumps(_tagged(bare)).encode("utf-8", "surrogatepass")).hexdigest()


def _without_prose(request: Request) -> Request:
    responses = tuple(replace(each, description="", summary="") for each in request.responses)
    return replace(request, summary="", description="", responses=responses)


def prover_hash(language: Language) -> str:
    """The hash of this package's own source, and of what a language's ``language.toml`` says of proving."""
    checks = [sorted(check.items()) for check in language.clean]
    says = repr((language.adds, language.promises, sorted(language.toolchain.items()), checks))
    return hashlib.sha256(_source_hash() + says.encode()).hexdigest()


@cache
def _source_hash() -> bytes:
    package = Path(__file__).parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        total.update(str(path.relative_to(package)).encode() + b"\0" + path.read_bytes() + b"\0")
    return total.digest()


def _tagged(value: Any) -> Any:  # noqa: ANN401
    """`value` as JSON in which every type keeps its name, so that the number 1 is not the text "1"."""
    name = type(value).__name__
    if isinstance(value, Struct):
        fields = (field for field in value.__struct_fields__ if field not in ("stand_ins", "call"))
        return [name, *(_tagged(getattr(value, field)) for field in fields)]
    if isinstance(value, tuple | list):
        return [name, *map(_tagged, value)]
    if isinstance(value, dict):
        return [name, *([key, _tagged(child)] for key, child in value.items())]
    return [name, repr(value)]
