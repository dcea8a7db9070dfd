"""Templates in which text is program text and ``{{ }}`` is a literal, enforced when they are loaded.

Whatever an expression yields becomes a literal of the language, so no value can reach a sample unescaped.
A template is checked and compiled once; the result is kept in the cache.
"""

import functools
import marshal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType, TracebackType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from generator import cache
from generator.errors import GeneratorError
from generator.rendering.languages.language import Language
from generator.rendering.text.literals import Code
from generator.rendering.views.flow_view import FlowView
from generator.rendering.views.request_view import RequestView

if TYPE_CHECKING:
    from ast import Module

TemplateKind = Literal["snippet", "flow"]
View = RequestView | FlowView
_Write = Callable[[View, Callable[[Any, str], Code], Callable[..., Any], Callable[[str], object]], None]
_FILE = "<template>"  # in a traceback


class Loop(NamedTuple):
    """What ``loop`` is in a template."""

    first: bool
    last: bool


def compile_template(
    language: Language, literal: Callable[[Any, str], Code], kind: TemplateKind = "snippet"
) -> Callable[[View], str]:
    """The language's snippet as a function of the request, or its template of flows as one of the flow.

    `literal` makes program text of the value of an expression, given the indentation of its line and
    what it is assigned to, if it is; it raises TypeError for what is no value.

    Raises:
        GeneratorError: the template is not valid Jinja, or uses what a template must not.
    """
    path = template_path(language, kind)
    write = _compiled(language, kind)

    def render(view: View) -> str:
        pieces: list[str] = []
        try:
            write(view, literal, _looped, pieces.append)
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


def _compiled(language: Language, kind: TemplateKind) -> _Write:
    """The compiled template, from the cache if one with these very words was compiled before."""
    namespace: dict[str, Any] = {}
    exec(_code(language, kind), namespace)  # noqa: S102  (made of what the check has let through)
    write: _Write = namespace["render"]
    return write


def _code(language: Language, kind: TemplateKind) -> CodeType:
    name = cache.quick_digest(
        language.settings,
        kind.encode(),
        template_text(language, kind).encode(),
        sys.version.encode(),
        *_compiler(),
    )
    place = cache.cache_folder("templates") / name
    with suppress(OSError, EOFError, ValueError, TypeError):
        kept = marshal.loads(place.read_bytes())  # noqa: S302  (from the user's own cache folder)
        if isinstance(kept, CodeType):
            return kept
    code = compile(_checked(language, kind), _FILE, "exec")
    with suppress(OSError):
        cache.write_in_one_step(place, marshal.dumps(code))
    return code


@functools.cache
def _compiler() -> tuple[bytes, ...]:
    """The source of all that takes part in compiling: with another compiler the result is another."""
    return tuple(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))


def _checked(language: Language, kind: TemplateKind) -> "Module":
    from generator.rendering.templates.template_check import checked_template
    from generator.rendering.templates.template_code import module

    path = template_path(language, kind)
    root = "flow" if kind == "flow" else "request"
    try:
        return module(checked_template(template_text(language, kind), path, language), root)
    except LookupError as error:
        name, line = error.args
        raise GeneratorError(f"there is no {name!r}; a template has the {root}", path, line) from error


def template_path(language: Language, kind: TemplateKind) -> Path:
    """Where the template of a language is."""
    return language.folder / f"{kind}.jinja"


def template_text(language: Language, kind: TemplateKind) -> str:
    """The words of the template."""
    return language.flow.template if kind == "flow" and language.flow else language.template
