"""What a wheel has compiled, for each of our languages: its settings and its template, as a module.

A first run then reads neither TOML nor Jinja.
"""

import functools
import importlib
from pathlib import Path
from types import ModuleType

from generator import cache


def name(settings: bytes, template: bytes) -> str:
    """What the compiled language is called: another name for other settings, words or another compiler."""
    return f"language_{cache.fingerprint(settings, template, *_compiler())}"


def module(name: str) -> ModuleType | None:
    """The compiled language of that name, with its ``settings`` and ``render``, if one was brought."""
    try:
        return importlib.import_module(f"generator.rendering.compiled.{name}")
    except ModuleNotFoundError:
        return None


@functools.cache
def _compiler() -> tuple[bytes, ...]:
    return tuple(file.read_bytes() for file in sorted(Path(__file__).parent.glob("template*.py")))
