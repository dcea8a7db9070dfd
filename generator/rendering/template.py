"""Templates in which text is program text and ``{{ }}`` is a literal, enforced when they are loaded.

Jinja's `finalize` turns whatever an expression yields into a literal of the language, so no value can
reach a sample unescaped. An allow-list over the template's syntax tree leaves out everything else that
could: filters, calls, includes, macros, and expressions inside a string or a comment of the language.
"""

import marshal
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import (
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateRuntimeError,
    TemplateSyntaxError,
    nodes,
)

from generator import cache
from generator.errors import GeneratorError
from generator.rendering.language import Language
from generator.rendering.literals import Code

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.And, nodes.Or, nodes.Not, nodes.Tuple,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indented:
    """What an expression yielded, the white space at the start of its line, and what else is before it.

    `before` is empty unless the expression is the whole right side of an assignment.
    """

    value: Any
    indent: str
    before: str


def compile_template(
    language: Language, literal: Callable[[Any, str, str], Code]
) -> Callable[[Mapping[str, Any]], str]:
    """The language's snippet as a function of its variables.

    `literal` makes program text of the value of an expression, given the indentation of its line and
    what it is assigned to, if it is.

    Raises:
        GeneratorError: the template is not valid Jinja, or uses what a template must not.
    """
    path = language.folder / "snippet.jinja"

    def finalize(value: Any) -> Code:  # noqa: ANN401
        if not isinstance(value, Indented):
            raise TemplateRuntimeError("an expression that was not placed")
        if isinstance(value.value, StrictUndefined):
            str(value.value)  # raises, with the name
        return literal(value.value, value.indent, value.before)

    environment = Environment(
        autoescape=False,  # noqa: S701  (finalize makes a literal of every expression; this is not HTML)
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.clear()
    environment.tests.clear()
    environment.globals.clear()
    environment.filters["indented"] = Indented
    template = Template.from_code(environment, _code(environment, language), {})
    root = template.root_render_func

    def render(variables: Mapping[str, Any]) -> str:
        try:
            return "".join(root(template.new_context(dict(variables), shared=True)))
        except TemplateError as error:
            raise GeneratorError(f"asks for what a template cannot have: {error.message}", path) from error

    return render


def _code(environment: Environment, language: Language) -> CodeType:
    """The compiled template, checked; both were done before if a template with these very words was."""
    own = Path(__file__).read_bytes(), (language.folder / "language.toml").read_bytes()
    words = [language.template.encode(), *own, jinja2.__version__.encode(), sys.version.encode()]
    place = cache.cache_folder("templates") / cache.digest(*words)
    with suppress(OSError, EOFError, ValueError, TypeError):
        kept = marshal.loads(place.read_bytes())  # noqa: S302  (from the user's own cache folder)
        if isinstance(kept, CodeType):
            return kept
    path = language.folder / "snippet.jinja"
    try:
        tree = environment.parse(language.template)
    except TemplateSyntaxError as error:
        raise GeneratorError(f"is not a valid template: {error.message}", path, error.lineno) from error
    _check(tree, language)
    _place(tree)
    code = environment.compile(tree)
    with suppress(OSError):
        cache.write(place, marshal.dumps(code))
    return code


def _check(tree: nodes.Template, language: Language) -> None:
    """Refuse what a template must not do, with the line of the template."""
    path = language.folder / "snippet.jinja"
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            kind = type(node).__name__.lower()
            raise GeneratorError(
                f"a template cannot use {kind}; it has if, for, names, attributes and comparisons",
                path,
                node.lineno,
            )
        if isinstance(node, nodes.Output):
            for child in node.nodes:
                if not isinstance(child, nodes.TemplateData | nodes.Name | nodes.Getattr):
                    raise GeneratorError(
                        "write text as text: an expression is a name or an attribute", path, child.lineno
                    )
    scanner = _Scanner(language)
    for piece in _outputs(tree):
        try:
            if isinstance(piece, nodes.TemplateData):
                scanner.text(piece.data)
            else:
                scanner.expression()
        except ValueError as error:
            raise GeneratorError(str(error), path, piece.lineno) from None


def _outputs(tree: nodes.Template) -> list[nodes.Node]:
    """Text and expressions in the order of the file."""
    return [child for output in tree.find_all(nodes.Output) for child in output.nodes]


def _place(tree: nodes.Template) -> None:
    """Hand each expression what stands before it on its line."""
    line = ""
    for output in tree.find_all(nodes.Output):
        for index, child in enumerate(output.nodes):
            if isinstance(child, nodes.TemplateData):
                line = (line + child.data).rpartition("\n")[2]
                continue
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            arguments: list[nodes.Expr] = [
                nodes.Const(indent),
                nodes.Const(line if _ASSIGNED.search(line) else ""),
            ]
            output.nodes[index] = nodes.Filter(
                child, "indented", arguments, [], None, None, lineno=child.lineno
            )
            line += "x"
    for node in tree.find_all(nodes.Node):
        node.set_environment(tree.environment)  # type: ignore[arg-type]


_ASSIGNED = re.compile(r"^\s*\w+ = $")


class _Scanner:
    """Follows program text through strings and comments, as far as to know where an expression stands."""

    def __init__(self, language: Language) -> None:
        forms = [*language.strings, *language.json_strings]
        forms += [form for way in language.interpolation.values() for form in way.forms]
        quotes = {form.open.lstrip("$rfbu@"): form for form in forms}
        # A form without backslash escapes (a raw string) runs to its closing quote, whatever is in it.
        self.closings = {quote: form.close.strip() for quote, form in quotes.items()}
        self.escaped = {
            quote: any("\\" in text for text in form.escape.values()) for quote, form in quotes.items()
        }
        comment = language.comment.partition("{")[0].strip()
        openings = sorted((*self.closings, comment), key=len, reverse=True)
        self.opening = re.compile("|".join(map(re.escape, openings)))
        self.comment = comment
        self.inside = ""
        self.before = "\n"

    def text(self, data: str) -> None:
        if self.before == "expression" and re.match(r"\w", data):
            raise ValueError("an expression is glued to the word behind it; put a space between")
        position = 0
        while position < len(data):
            if self.inside == self.comment:
                end = data.find("\n", position)
                position = len(data) if end < 0 else end
                self.inside = self.inside if end < 0 else ""
            elif self.inside:
                position = self._string_end(data, position)
            elif match := self.opening.search(data, position):
                self.inside, position = match[0], match.end()
            else:
                break
        self.before = data[-1:] or self.before

    def _string_end(self, data: str, position: int) -> int:
        closing = re.escape(self.closings[self.inside])
        end = re.compile(rf"\\.|{closing}" if self.escaped[self.inside] else closing, re.DOTALL)
        match = end.search(data, position)
        if match is None:
            return len(data)
        if not match[0].startswith("\\"):
            self.inside = ""
        return match.end()

    def expression(self) -> None:
        if self.inside == self.comment:
            raise ValueError("an expression stands in a comment; give it its own line, {{ request.comment }}")
        if self.inside:
            raise ValueError(
                f"an expression stands inside {self.inside}…{self.closings[self.inside]}; take the quotes off"
            )
        if re.match(r"\w", self.before) or self.before == "expression":
            raise ValueError("an expression is glued to the word before it; put a space between")
        self.before = "expression"
