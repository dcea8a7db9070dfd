"""The words of a template in, its syntax tree out, once nothing in it can harm.

An allow-list leaves out whatever could bring a value into a sample that is no literal: filters, calls,
includes, macros, and expressions inside a string or a comment of the language.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, TemplateSyntaxError, nodes

from generator.errors import GeneratorError
from generator.rendering.languages.language import Language

_ALLOWED: tuple[type[nodes.Node], ...] = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name, nodes.Getattr,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.And, nodes.Or, nodes.Not, nodes.Tuple,
)  # fmt: skip


def checked_template(text: str, path: Path, language: Language) -> nodes.Template:
    """The template at `path` of `language`, with the words of `text`.

    Raises:
        GeneratorError: it is not valid Jinja, or uses what a template must not.
    """
    environment = Environment(
        autoescape=False,  # noqa: S701  (every expression becomes a literal; this is not HTML)
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        raise GeneratorError(f"is not a valid template: {error.message}", path, error.lineno) from error
    _check(tree, path, language)
    return tree


def _check(tree: nodes.Template, path: Path, language: Language) -> None:
    """Refuse what a template must not do, with its line."""
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
        if isinstance(node, nodes.For) and (node.test or node.else_ or node.recursive):
            raise GeneratorError("a for has no 'if', 'else' or 'recursive'", path, node.lineno)
    try:
        _scan(tree.body, _Scanner(language))
    except _MisplacedError as error:
        raise GeneratorError(str(error), path, error.line) from None


class _MisplacedError(Exception):
    """An expression stands where it would be no literal of its own."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


def _scan(body: Sequence[nodes.Node], scanner: "_Scanner") -> None:
    """Follow the text through `body`; the branches of an ``if`` begin alike."""
    for node in body:
        match node:
            case nodes.Output():
                for piece in node.nodes:
                    _scan_piece(piece, scanner)
            case nodes.If():
                branches = [node.body, *(other.body for other in node.elif_), node.else_]
                begin = scanner.state
                ends = []
                for branch in branches:
                    scanner.state = begin
                    _scan(branch, scanner)
                    ends.append(scanner.state)
                scanner.state = max(ends, key=_is_awkward)
            case nodes.For():
                _scan(node.body, scanner)


def _scan_piece(piece: nodes.Node, scanner: "_Scanner") -> None:
    try:
        if isinstance(piece, nodes.TemplateData):
            scanner.text(piece.data)
        else:
            scanner.expression()
    except ValueError as error:
        raise _MisplacedError(str(error), piece.lineno) from None


def _is_awkward(state: tuple[str, str]) -> bool:
    """Whether an expression must not follow."""
    inside, before = state
    return bool(inside or before == "expression" or re.match(r"\w", before))


_CALL, _CALL_END = re.compile(r"^\w+!?\("), re.compile(r"(?<=[\"'`#])\).*$")


class _Scanner:
    """Follows program text through strings and comments, as far as to know where an expression stands."""

    def __init__(self, language: Language) -> None:
        forms = [*language.strings, *language.json_strings]
        forms += [form for way in language.interpolation.values() for form in way.forms]
        forms = [form for form in forms if form.open]  # a bare word has no quotes to be found in
        quotes = {_CALL.sub("", form.open).lstrip("$rfbu@"): form for form in forms}
        # A form without backslash escapes (a raw string) runs to its closing quote, whatever is in it.
        self.closings = {quote: _CALL_END.sub("", form.close).strip() for quote, form in quotes.items()}
        self.escaped = {
            quote: any("\\" in text for text in form.escape.values()) for quote, form in quotes.items()
        }
        comment = language.comment.line.partition("{")[0].strip()
        openings = sorted((*self.closings, comment), key=len, reverse=True)
        self.opening = re.compile("|".join(map(re.escape, openings)))
        self.comment = comment
        self.inside = ""
        self.before = "\n"

    @property
    def state(self) -> tuple[str, str]:
        """The quotes or comment that text stands in, and what is before it."""
        return self.inside, self.before

    @state.setter
    def state(self, state: tuple[str, str]) -> None:
        self.inside, self.before = state

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
