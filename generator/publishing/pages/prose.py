"""Prose of a description, which is CommonMark, as Markdown that can do no harm.

OpenAPI lets descriptions be CommonMark, raw HTML included. Here they are parsed (markdown-it-py, the
reference for the specification in Python) and written anew from the tree: text is escaped as every other
value is, so that the only syntax in the result is what this module writes. Raw HTML becomes text, links
keep the schemes that a reader can trust.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from generator.publishing.pages.markdown import Markdown, code, escaped, fenced, text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Words and code spans, which most prose is made of; it need not be parsed. Nothing here backtracks.
_WORDS = r"(?:[^\W_]|[ .,;()'’/-])*+"
_PLAIN = re.compile(rf"[A-Za-z]{_WORDS}(?:`(?! *`)[^`\n\\]++`(?!`){_WORDS})*+(?<! )")
_ONE_PARAGRAPH = re.compile(r"[A-Za-z].*\S")  # whose blocks need not be looked for
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


@lru_cache(maxsize=4096)
def prose(source: str, level: int = 2) -> Markdown:
    """The blocks of `source`; its highest heading becomes one of `level`, the others keep their distance."""
    if _PLAIN.fullmatch(source):
        return _plain(source)
    return _written(_tree(source), level)


def _written(root: "_Node", level: int) -> Markdown:
    """The blocks of `root`; its highest heading becomes one of `level`."""
    highest = min((int(node.token.tag[1]) for node in root.walk() if node.type == "heading"), default=1)
    return Markdown("\n\n".join(_blocks(root, level - highest)))


def lead(source: str) -> Markdown:
    """The first paragraph of `source`; empty if it starts with something else, such as a list."""
    if _PLAIN.fullmatch(source):
        return _plain(source)
    root = _tree(source)
    root.children = root.children[: _lead_blocks(root)]
    return Markdown("\n\n".join(_blocks(root, 0)))


def details(source: str, level: int = 2) -> Markdown:
    """What follows the first paragraph of `source`, with headings as in `prose`; empty if nothing does."""
    if _PLAIN.fullmatch(source):
        return Markdown("")
    root = _tree(source)
    root.children = root.children[_lead_blocks(root) :]
    return _written(root, level)


def _lead_blocks(root: "_Node") -> int:
    return int(bool(root.children) and root.children[0].type == "paragraph")


@lru_cache(maxsize=8192)
def one_line_markdown(source: str) -> Markdown:
    """`source` on one line, for a cell of a table: blocks are parted by line breaks, lists have bullets."""
    if _PLAIN.fullmatch(source):
        return _plain(source)
    return Markdown("<br>".join(_lines(_tree(source))))


def _plain(source: str) -> Markdown:
    words = source.split("`")
    words[::2] = [escaped(each, at_start=False) for each in words[::2]]
    words[1::2] = [code(each) for each in words[1::2]]
    return Markdown("".join(words))


@dataclass(slots=True)
class _Node:
    """A token with what lies inside it; `type` is without ``_open``."""

    type: str
    token: "Token"
    children: list["_Node"] = field(default_factory=list)

    def walk(self) -> Iterator["_Node"]:
        for child in self.children:
            yield child
            yield from child.walk()


def _tree(source: str) -> _Node:
    from markdown_it.token import Token

    root = _Node("root", Token("root", "", 0))
    if _ONE_PARAGRAPH.fullmatch(source):
        paragraph = _Node("paragraph", Token("paragraph", "p", 0))
        root.children.append(paragraph)
        _fill(paragraph, _parser().parseInline(source))
    else:
        _fill(root, _parser().parse(source))
    return root


def _fill(root: _Node, tokens: "Iterable[Token]") -> None:
    """Put nodes for the flat `tokens` into `root`, each where its opening and closing tokens have it."""
    inside = [root]
    for token in tokens:
        if token.nesting < 0:
            inside.pop()
            continue
        node = _Node(token.type.removesuffix("_open"), token)
        inside[-1].children.append(node)
        if token.children:
            _fill(node, token.children)
        if token.nesting > 0:
            inside.append(node)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("table")


def _blocks(parent: "_Node", shift: int) -> Iterator[str]:
    """Each child of `parent` as a block, without blank lines around it."""
    before = ""
    for node in parent.children:
        if node.type == before and node.type.endswith("_list"):
            yield "<!-- -->"  # else the two lists would become one
        if block := _block(node, shift):
            yield block
        before = node.type


def _block(node: "_Node", shift: int) -> str:
    match node.type:
        case "paragraph":
            return _inline(node.children[0])
        case "heading":
            level = min(6, max(1, int(node.token.tag[1]) + shift))
            return f"{'#' * level} {_inline(node.children[0], end=' ')}"
        case "fence" | "code_block":
            return fenced(node.token.content, node.token.info.split(" ")[0] if node.token.info else "")
        case "blockquote":
            inside = "\n\n".join(_blocks(node, shift))
            return "\n".join(f"> {each}".rstrip(" ") for each in inside.split("\n"))
        case "bullet_list" | "ordered_list":
            return _list(node, shift)
        case "table":
            return _table(node)
        case "hr":
            return "* * *"
        case "html_block":
            return _html(node.token.content)
    raise AssertionError(node.type)


def _list(node: "_Node", shift: int) -> str:
    """Items whose content is indented by four spaces, which is what Python-Markdown asks for."""
    items = []
    number = int(node.token.attrs.get("start", 1))
    for index, item in enumerate(node.children):
        marker = f"{number + index}." if node.type == "ordered_list" else "-"
        margin = " " * max(4, len(marker) + 1)
        lines = "\n\n".join(_blocks(item, shift)).split("\n")
        rest = [margin + each if each else each for each in lines[1:]]
        items.append("\n".join([f"{marker:<{len(margin)}}{lines[0]}".rstrip(" "), *rest]))
    tight = all(
        child.token.hidden for item in node.children for child in item.children if child.type == "paragraph"
    ) and all(len(item.children) == 1 for item in node.children)
    return ("\n" if tight else "\n\n").join(items)


def _table(node: "_Node") -> str:
    rows = [row for part in node.children for row in part.children]
    lines = [f"| {' | '.join(_inline(each.children[0], end=' ') for each in row.children)} |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0].children))
    return "\n".join(lines)


def _html(content: str) -> str:
    """Raw HTML as text, line by line, without comments."""
    lines = _without_comments(content).split("\n")
    return "\n".join(str(text(each)) for each in lines if each.strip())


def _without_comments(html: str) -> str:
    """`html` without its comments; the rest of one that does not end is left out as well."""
    first, *others = html.split("<!--")
    return first + "".join(each.partition("-->")[2] for each in others)


def _inline(node: "_Node", end: str = "\n") -> str:
    """The inline content of `node`; its line breaks become `end`."""
    pieces: list[str] = []
    for child in node.children:
        at_start = not pieces or pieces[-1].endswith("\n")
        pieces.append(_span(child, end, at_start=at_start))
    return "".join(pieces)


def _span(node: "_Node", end: str, *, at_start: bool) -> str:
    match node.type:
        case "text":
            return escaped(node.token.content, at_start=at_start)
        case "softbreak":
            return end
        case "hardbreak":
            return "  \n" if end == "\n" else "<br>"
        case "code_inline":
            return code(node.token.content)
        case "em" | "strong":
            mark = "*" if node.type == "em" else "**"
            return f"{mark}{_inside(node, end)}{mark}"
        case "link":
            return _link(str(node.token.attrs["href"]), _inside(node, end))
        case "image":
            source = _address(str(node.token.attrs["src"]))
            return f"![{_inside(node, ' ')}]({source})" if source else _inside(node, " ")
        case "html_inline":
            if _BREAK.fullmatch(node.token.content):
                return "<br>"
            return escaped(_without_comments(node.token.content).replace("\n", " "), at_start=at_start)
    raise AssertionError(node.type)


def _inside(node: "_Node", end: str) -> str:
    """What a span holds; emphasis in emphasis says no more, and its marks would be read with those around."""
    return "".join(
        _inside(child, end) if node.type == child.type == "em" else _span(child, end, at_start=False)
        for child in node.children
    )


def _link(href: str, inside: str) -> str:
    address = _address(href)
    return f"[{inside}]({address})" if address else inside


def _address(href: str) -> str:
    """`href` with no character that means something to Markdown; empty if its scheme is not to be trusted.

    markdown-it has percent-encoded it already; what is left over is encoded here.
    """
    scheme = re.match(r"\s*([^/?#]*?):", href)
    if scheme and scheme[1].lower() not in ("http", "https", "mailto"):
        return ""
    return re.sub(r"[^\w\-.~/:?#@!&;+,=%]", lambda match: f"%{ord(match[0]):02X}", href, flags=re.ASCII)


def _lines(parent: "_Node") -> Iterator[str]:
    """The blocks of `parent`, each as one line or several."""
    for node in parent.children:
        match node.type:
            case "paragraph" | "heading":
                yield _inline(node.children[0], end=" ")
            case "fence" | "code_block":
                yield from (code(each) for each in node.token.content.split("\n") if each.strip())
            case "bullet_list" | "ordered_list":
                yield from (f"• {' '.join(_lines(item))}" for item in node.children)
            case "table":
                for row in (row for part in node.children for row in part.children):
                    yield " · ".join(_inline(each.children[0], end=" ") for each in row.children)
            case "blockquote":
                yield from _lines(node)
            case "html_block":
                yield " ".join(_html(node.token.content).split("\n"))
