"""`Request` × language → `Sample`: literals, templates and the languages as data."""

from generator.rendering.languages.language import Language, load_language, load_languages
from generator.rendering.render import Renderer, Values, render

__all__ = ["Language", "Renderer", "Values", "load_language", "load_languages", "render"]
