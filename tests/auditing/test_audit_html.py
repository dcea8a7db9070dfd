"""Where things stand on a page of HTML: the tokens of the parser, and the blocks that are made of them."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from turbohtml import TokenType, tokenize

from generator.auditing.extracting import page

PIECES = (
    "<p>", "</p>", '<div class="a b">', "<pre>", "</pre>", "<code class=x>", "<a href='?a&amp;b'>", "<br/>",
    '<a b = "c>d" e>', "&lt;", "&amp;", "&copy;", "&#10;", "x", "\n", "<", "< ", "</ ", "<!-- x -->", "<!-->",
    "<!--->", "<!---->", "<!--", "--!>", "-->", "<!doctype html>", "<!x", "<?php ?>", ">", "<script>", "</script>",
    '<script>"<p>"</script>', '"', "'", "=", "<1", '<a"b>', '<a b="', "<a/b>", "<a b=c/>", "<textarea>",
    "</textarea>", "<title>", "</TITLE>", "<é>", "<a é=1>", "<a b=c b=d>", "<A HREF=x>", '</div x="y>">', "<style>",
    "</style >", "\xa0", "<a\nb>", "<a =b>", "<a b='\">", "😀", "\u2028", "\f", "<svg>", "<![CDATA[", "]]>",
    "<plaintext>", "<noscript>", "&", "&#x", "&notit;",
)  # fmt: skip
CLOSED = (  # what opens nothing that stays open
    "<p>x</p>\n", "\n", "</>", "<!-- <pre>\n -->", "<!-->", "<?php\n?>", "<![CDATA[<pre>]]>", "&#10;", "é😀", "<br>",
    "< ", '<img alt="<pre>\n">', "</p\nx='y>'>", "<script>\nif (a<b) '<pre>'</script>", "<title>\n<pre></title>",
)  # fmt: skip
LINES = st.lists(st.text("ab<>&'é😀 ", min_size=1).filter(str.strip), min_size=1, max_size=4)
BREAKS = st.sampled_from(("\n", "<br>", "<br\n/>", "<i>\n</i>", "&#10;"))


def offset(text, position):
    """How many characters stand before a 1-based line and a 0-based column in it."""
    line, column = position
    return sum(len(each) + 1 for each in text.split("\n")[: line - 1]) + column


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_tokens_stand_where_they_say(text):
    """What the audit counts on when it names a line, and `--adopt` when it writes."""
    end, between = 0, ""
    for token in tokenize(text, resolve_references=False, capture_source=True):
        at, source = offset(text, (token.line, token.col)), token.source or token.data or ""
        if token.type in (TokenType.TEXT, TokenType.CHARACTER_REFERENCE):
            assert text.startswith(source, at)
            between += source
        else:
            assert text[end:at] == between
            assert text.startswith(source, at)
            end, between = at + len(source), ""
    assert text.startswith(between, end)


@given(
    st.lists(st.tuples(st.lists(st.sampled_from(CLOSED), max_size=4).map("".join), LINES, BREAKS), max_size=4)
)
def test_blocks_hold_the_code_with_its_lines_and_its_place(parts):
    text, expected = "", []
    for before, lines, separator in parts:
        text += f"{before}<pre class='x'><code>"
        start, numbers = len(text), []
        for index, line in enumerate(lines):
            text += separator if index else ""
            numbers.append(text.count("\n") + 1)
            text += escape(line)
        expected.append(("\n".join(lines) + "\n", tuple(numbers), text[start:]))
        text += "</code></pre>"
    blocks = page("a.html", text.encode()).blocks
    assert [
        (block.text, block.lines, text[slice(*(offset(text, end) for end in block.span))]) for block in blocks
    ] == expected


@pytest.mark.parametrize(
    "opened",
    [
        '<pre><code class="language-go">',
        '<pre><code class="lang-go">',
        '<pre><code class="go">',
        '<pre class="highlight"><code class="hljs language-go" data-x>',
        '<pre class="prettyprint"> <code class="lang-go">',
        '<pre><span class="filename"></span><code data-lang="go">',
        '<pre class="language-go"><code>',
        '<pre class="lang-text"><code class="language-go">',
        '<pre lang="go"><code class="notranslate">',
        '<div class="highlight-go notranslate"><div class="highlight"><pre>',
        '<div class="language-go highlighter-rouge"><div class="highlight"><pre class="highlight"><code>',
        '<div class="highlight highlight-source-go"><pre>',
        '<pre class="brush: go; toolbar: false">',
        '<figure class="highlight"><pre><code class="language-go" data-lang="go">',
    ],
)
def test_highlighters_name_the_language(opened):
    (block,) = page("a.html", f"<p>Text</p>{opened}if x {{\n}}</code></pre>".encode()).blocks
    assert (block.hint, block.text.strip()) == ("go", "if x {\n}")


def test_code_in_the_midst_of_a_block_names_no_language_for_it():
    text = '<pre class="language-go">if x { <code class="language-python">y</code> }</pre>'
    assert [block.hint for block in page("a.html", text.encode()).blocks] == ["go"]
