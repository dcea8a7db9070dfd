"""Templates in which text is program text and ``{{ }}`` is a literal, enforced when they are loaded.

Whatever an expression yields becomes a literal of the language, so no value can reach a sample unescaped.
A template is checked and compiled once; what came of it is kept in the cache.
"""

import marshal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any, NamedTuple

from generator import cache
from generator.errors import GeneratorError
from generator.rendering.language import Language
from generator.rendering.literals import Code
from generator.rendering.view import RequestView

_FILE = "<template>"  # in a traceback


class Loop(NamedTuple):
    """What ``loop`` is in a template."""

    first: bool
    last: bool


def compile_template(
    language: Language, literal: Callable[[Any, str, str], Code]
) -> Callable[[RequestView], str]:
    """The language's snippet as a function of the request.

    `literal` makes program text of the value of an expression, given the indentation of its line and
    what it is assigned to, if it is; it raises TypeError for what is no value.

    Raises:
        GeneratorError: the template is not valid Jinja, or uses what a template must not.
    """
    path = language.folder / "snippet.jinja"
    namespace: dict[str, Any] = {}
    exec(_code(language, path), namespace)  # noqa: S102  (made of what the check has let through)
    write = namespace["render"]

    def render(request: RequestView) -> str:
        pieces: list[str] = []
        try:
            write(request, literal, _looped, pieces.append)
        except (AttributeError, TypeError) as error:
            line = _line(error.__traceback__)
            raise GeneratorError(f"asks for what a template cannot have: {error}", path, line) from error
        return "".join(pieces)

    return render


def _line(traceback: TracebackType | None) -> int | None:
    """The line of the template on which something was raised."""
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == _FILE:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return None


def _looped(items: Iterable[Any]) -> Iterator[tuple[Loop, Any]]:
    known = list(items)
    for number, item in enumerate(known, start=1):
        yield Loop(number == 1, number == len(known)), item


def _place(language: Language) -> Path:
    own = [file.read_bytes() for file in sorted(Path(__file__).parent.glob("template*.py"))]
    settings = (language.folder / "language.toml").read_bytes()
    words = [language.template.encode(), settings, *own, sys.version.encode()]
    return cache.cache_folder("templates") / cache.digest(*words)


def _code(language: Language, path: Path) -> CodeType:
    """The compiled template, checked; both were done before if a template with these very words was."""
    place = _place(language)
    with suppress(OSError, EOFError, ValueError, TypeError):
        kept = marshal.loads(place.read_bytes())  # noqa: S302  (from the user's own cache folder)
        if isinstance(kept, CodeType):
            return kept
    from generator.rendering.template_check import checked
    from generator.rendering.template_code import compiled

    try:
        code = compiled(checked(language), _FILE)
    except LookupError as error:
        name, line = error.args
        raise GeneratorError(f"there is no {name!r}; a template has the request", path, line) from error
    with suppress(OSError):
        cache.write(place, marshal.dumps(code))
    return code
