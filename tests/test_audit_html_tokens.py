"""The tags and characters of HTML are those that a parser of the whole standard sees."""

import html
import re

from hypothesis import assume, given
from hypothesis import strategies as st
from justhtml import stream

from generator.auditing.extracting.html_tokens import Tag, tokens

RAW = ("script", "style", "textarea", "title")  # whose text is left out
PIECES = (
    "<p>", "</p>", '<div class="a b">', "<pre>", "</pre>", "<code class=x>", "<a href='?a&amp;b'>", "<br/>",
    '<a b = "c>d" e>', "&lt;", "&amp;", "&copy;", "&#10;", "x", "\n", "<", "< ", "</ ", "</>", "<!-- x -->",
    "<!-->", "<!--->", "<!---->", "<!--", "--!>", "-->", "<!doctype html>", "<!x", "<?php ?>", ">", "<script>",
    "</script>", '<script>"<p>"</script>', '"', "'", "=", "<1", '<a"b>', '<a b="', "<a/b>", "<a b=c/>",
    "<textarea>", "</textarea>", "<title>", "</TITLE>", "<é>", "<a é=1>", "<a b=c b=d>", "<A HREF=x>",
    '</div x="y>">', "<style>", "</style >", "\xa0", "<a\nb>", "<a =b>", "<a b='\">",
)  # fmt: skip


def seen(text):
    found = []
    for token in tokens(text):
        if isinstance(token, Tag):
            assert text[token.offset] == "<"
            found.append(("end", token.name) if token.closes else ("start", token.name, token.attributes))
        else:
            assert text.startswith(token.text, token.offset)
            found.append(("text", html.unescape(token.text)))
    return joined(found)


def expected(text):
    found, raw = [], False
    for kind, data in stream(text):
        if kind == "start":
            name, attributes = data
            found.append(("start", name, {key: value or "" for key, value in attributes.items()}))
            raw = name in RAW
        elif kind == "end":
            found.append(("end", data))
            raw = False
        elif kind == "text" and not raw:
            found.append(("text", data))
    return joined(found)


def joined(found):
    """Neighbouring texts as one."""
    result = []
    for kind, *rest in found:
        if kind == "text" and result and result[-1][0] == "text":
            result[-1] = ("text", result[-1][1] + rest[0])
        else:
            result.append((kind, *rest))
    return result


def has_a_script_in_a_script(text):
    """The one state that is left out on purpose: a comment in a script, in which a script is written."""
    return re.search(r"<script.*<!--.*<script", text, re.DOTALL) is not None


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_tags_and_characters_are_those_of_the_standard(text):
    assume(not has_a_script_in_a_script(text))
    assert seen(text) == expected(text)
