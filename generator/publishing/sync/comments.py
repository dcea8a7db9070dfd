"""How a marker is written: the comment syntax of each kind of file, and a line of it in, `Marker` out.

A marker is a comment alone on its line: ``wireproof:`` and a sample's id, or ``/wireproof``. All here
is bytes, so that what is not ours stays as it is whatever its encoding.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from generator.errors import GeneratorError

# What opens a comment, and what closes it; longer ones before those that they begin with.
_CLOSES = {
    b"{/*": b"*/}",
    b"<!--": b"-->",
    b"{#": b"#}",
    b"/*": b"*/",
    b"(*": b"*)",
    b"//": b"",
    b"--": b"",
    b"..": b"",
    b"#": b"",
    b";": b"",
    b"%": b"",
    b"'": b"",
    b'"': b"",
}
_MARKDOWN = ("<!--", "{/*")
_C = ("//", "/*")
_KINDS: dict[tuple[str, ...], str] = {
    _MARKDOWN: "md markdown mdown mkd mkdn mdx qmd rmd",
    ("<!--",): "html htm xhtml xml svg",
    ("<!--", "//", "/*"): "vue svelte astro",
    _C: "c h cc cpp cxx hh hpp cs go java js mjs cjs jsx ts mts cts tsx json5 jsonc kt kts rs swift scala"
    " dart groovy gradle proto zig v sol scss less fs m mm adoc asciidoc",
    ("/*",): "css",
    ("//", "/*", "#"): "php tf hcl",
    ("..", "#", "//", "/*", "--", ";", "%"): "rst rest",  # the sample's own comments inside a code block
    ("#",): "py pyi sh bash zsh fish ksh rb pl pm r jl nim ps1 ex exs nix yaml yml toml cfg conf env mk cmake"
    " properties dockerfile makefile",
    ("--",): "sql lua hs elm adb ads vhd vhdl",
    (";", "#"): "ini el lisp clj cljs scm asm",
    ("%",): "tex sty erl",
    ("(*",): "ml mli",
}
_BY_NAME = {name: openers for openers, names in _KINDS.items() for name in names.split()}
_ANY = tuple(opener.decode() for opener in _CLOSES)
_BULLET = rb"(?:[-*+]|\d{1,9}[.)])[ \t]+"


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker on `line` (1-based): of a block's start, with the sample's id, or of its end (None).

    `prefix` is what stands before it: indentation and, in Markdown, the marks of block quotes. The
    comment is one of `markup` if it is ``<!-- -->``.
    """

    line: int
    prefix: bytes
    sample_id: str | None
    markup: bool = False


@dataclass(frozen=True, slots=True)
class Syntax:
    """What markers look like in one kind of file; in Markdown, what stands between them is `fenced`."""

    fenced: bool
    _pattern: re.Pattern[bytes] = field(repr=False)

    def marker(self, text: bytes, path: Path, line: int) -> Marker | None:
        """The marker that a line is; `text` is the line without its end.

        Raises:
            GeneratorError: it is one, but something else stands on the line, or it names no sample.
        """
        match = self._pattern.match(text)
        if match is None:
            return None
        prefix, bullet, opener, slash, rest = match.group(1, 2, 3, 4, 5)
        close = _CLOSES[opener]
        inside, found, after = rest.partition(close) if close else (rest, b"", b"")
        inside = inside.strip()
        if slash and inside:  # a path or a word, such as /wireproof/samples
            return None
        if bullet or after.strip() or found != close:
            raise GeneratorError(
                "a wireproof marker stands alone on its line; put it on a line of its own", path, line
            )
        if slash:
            return Marker(line, prefix, None)
        if not inside:
            raise GeneratorError(
                "the marker names no sample; write <language>/<operation>/<example>", path, line
            )
        return Marker(line, prefix, inside.decode("utf-8", "replace"), markup=opener == b"<!--")


def syntax_of(path: Path) -> Syntax:
    """The syntax of the file at `path` by its name; one that is not known may use any."""
    suffix = path.suffix or path.name  # Makefile, Dockerfile
    openers = _BY_NAME.get(suffix.removeprefix(".").lower(), _ANY)
    in_markdown = openers == _MARKDOWN
    return Syntax(fenced=in_markdown, _pattern=_pattern(openers, in_markdown=in_markdown))


def _pattern(openers: tuple[str, ...], *, in_markdown: bool) -> re.Pattern[bytes]:
    known = b"|".join(re.escape(opener) for opener in _CLOSES if opener.decode() in openers)
    before = rb"[ \t>]*" if in_markdown else rb"[ \t]*"
    bullet = _BULLET if in_markdown else rb"(?!)"
    return re.compile(rb"(%s)(%s)?(%s)[ \t]*(?:(/)wireproof(?!\w)|wireproof:)(.*)" % (before, bullet, known))
