"""Heads of methods, as a page shows them to say what is called and with what: pieces, and no slips."""

import re

from generator.auditing.understanding.trees import Tree

_HEAD = re.compile(r"\s*(?:public|protected|internal|private|static|abstract|final)\b[^;{}]*\)[^;{}=]*\Z")


def is_signature(grammar: str, text: str) -> bool:
    """Whether a text of Java, C# or PHP is the head of one method, which only lacks its body."""
    opening, code = ("<?php ", text.removeprefix("<?php ")) if grammar == "php" else ("", text)
    if _HEAD.match(code) is None:
        return False
    return not Tree(grammar, f"{opening}class Sample {{ {code} {{}} }}").has_error
