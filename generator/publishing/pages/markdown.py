"""Values as Markdown: whatever they hold, they come out as text, as code or as a fenced block.

What is written here reads the same under CommonMark and under Python-Markdown with the extensions that
Material for MkDocs brings. The two share few backslash escapes, so that the rest is written as character
references, which no extension looks into (and no template engine: ``{{`` never appears).
"""

import re


class Markdown(str):
    """Text that is Markdown already. Every other string is a value, which must be escaped."""

    __slots__ = ()


_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# An underscore between letters or digits is no emphasis, for either parser.
_SPECIAL = re.compile(r"[\\`*\[\]{}<>&|~^$]|(?<![^\W_])_|_(?![^\W_])|[=+]{2,}|:(?=[\w+-]+:)|-(?=->)|!(?=\[)")
# Not the brackets, nor the backslash itself: "\[" is mathematics to some (pymdownx.arithmatex).
_BACKSLASHED = frozenset("`*_!")
_AT_START = re.compile(r"[#+=:?/;!-]|(\d+)([.)])(?=\s|$)")  # headings, lists, tabs, blocks of extensions


def text(value: str, *, at_start: bool = True) -> Markdown:
    """`value` as inline text on one line; with `at_start` it may be the first thing on its line."""
    line = " ".join(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value).split())
    return Markdown(escaped(line, at_start=at_start))


def escaped(line: str, *, at_start: bool) -> str:
    """As `text`, for a line whose white space counts."""
    start = ""
    if at_start and (match := _AT_START.match(line)):
        start = f"{match[1]}\\{match[2]}" if match[1] else references(match[0])
        line = line[match.end() :]
    return start + _SPECIAL.sub(lambda match: _escape(match[0]), line)


def _escape(special: str) -> str:
    return f"\\{special}" if special in _BACKSLASHED else references(special)


_NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}


def references(characters: str) -> str:
    """Each of the `characters` as a character reference of HTML."""
    return "".join(_NAMED.get(each) or f"&#{ord(each)};" for each in characters)


# What a code span can hold whoever reads it: no backtick, no pipe (tables), no tag (Python-Markdown
# looks for those first), no start of a template or of an edit (pymdownx.critic), none of the marks for a
# language (pymdownx.inlinehilite).
_PLAIN_CODE = re.compile(r"(?!#!|:::)(?:[^`|<&{}\\]|[{}](?![{}%#+~=>-]))+")


def code(value: str) -> Markdown:
    """`value` as code on one line: in backticks where they can hold it, else as an element of HTML."""
    line = " ".join(_CONTROLS.sub("\N{REPLACEMENT CHARACTER}", value).split())
    if _PLAIN_CODE.fullmatch(line):
        return Markdown(f"`{line}`")
    content = re.sub(r"[!-/:-@\[-`{-~]", lambda match: references(match[0]), line)
    return Markdown(f"<code>{content}</code>")


def fenced(content: str, info: str = "", indent: int = 0) -> Markdown:
    """A fenced block whose content is exactly `content`, each line after `indent` spaces.

    The fence is longer than any run of backticks inside. A last line without a line break gets one,
    since Markdown has no other way to end it.
    """
    longest = max((len(run) for run in re.findall("`+", content)), default=0)
    fence = "`" * max(3, longest + 1)
    word = info if re.fullmatch(r"[\w+#.-]*", info) else ""
    block = f"{fence}{word}\n{content.removesuffix(chr(10))}\n{fence}"
    return Markdown(re.sub("^(?=.)", " " * indent, block, flags=re.MULTILINE) if indent else block)


def quoted(value: str) -> Markdown:
    """`value` as a title in double quotes, as the tabs of pymdownx have it."""
    inside = text(value, at_start=False).replace('"', references('"'))
    return Markdown(f'"{inside}"')
