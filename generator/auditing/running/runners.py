"""A sample in, the language of ours whose toolchain runs it out: found by what a fence calls it."""

from functools import cache

from generator.auditing.samples.sample import PageSample
from generator.rendering import load_languages

_SESSIONS = {"console": "bash", "pycon": "python"}  # whose prompts were taken away


def runner(sample: PageSample) -> str:
    """The name of the first language whose fence, or extension, is that of a sample; empty if none is."""
    names = (_SESSIONS.get(sample.language, sample.language), sample.block.hint.lower())
    return next((_languages()[name] for name in names if name in _languages()), "")


@cache
def _languages() -> dict[str, str]:
    found: dict[str, str] = {}
    languages = load_languages()
    for name, language in languages.items():
        found.setdefault(language.fence, name)
    for name, language in languages.items():
        found.setdefault(language.extension, name)
    return found
