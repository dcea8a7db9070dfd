"""Pieces of JavaScript and TypeScript that pages show on purpose: elisions, members, what is printed."""

import re

from generator.auditing.understanding.trees import Tree

_QUOTED = r"'[^'\n]*'|\"[^\"\n]*\""
_DOTS = r"(?:\.\.\.|…)"
ELISIONS = (
    (re.compile(r"^([ \t]*)(?:\.{3}|…)[.… \t]*,?;?[ \t]*(?://[^\n]*)?$", re.MULTILINE), r"\1//…"),
    (re.compile(r"^([ \t]*)(?:\.{2,3}|…)[ \t][^\n]*[^\n.…](?:\.{2,3}|…)[ \t]*$", re.MULTILINE), r"\1//…"),
    (re.compile(r"([{(\[][ \t]*|,[ \t]*)(?:\.{2,3}|…)(?=[ \t]*[})\]])"), r"\1"),
    (re.compile(rf"([{{(\[][ \t]*){_DOTS}[ \t][^\n{{}}()\[\]]*{_DOTS}(?=[ \t]*[}})\]])"), r"\1"),
    (re.compile(r",[ \t]*(?:\.{3,}|…)(?=[ \t]*(?://[^\n]*)?$)", re.MULTILINE), ","),
    (re.compile(rf"(?<=\()[ \t]*{_DOTS}[ \t]*,"), ""),
    (re.compile(rf"(?<=[\w'\"])[ \t]+{_DOTS}(?=[ \t]*[}})\]])"), ""),
    (re.compile(r"(?<=[\w'\"]:)[ \t]*(?=//[^\n]*\n\s*[}\])])"), " null "),
    (re.compile(rf"^([ \t]*(?:case\b[^\n:]*|default):)[ \t]*{_DOTS}[ \t]*;?[ \t]*$", re.MULTILINE), r"\1"),
    (re.compile(rf"(?<=[\w'\"\]]:)[ \t]*{_DOTS}(?=[ \t]*(?:[,;}})\]]|//|$))", re.MULTILINE), " null"),
    (re.compile(rf"(?<=[^=!<>]=)[ \t]*{_DOTS}(?=[ \t]*(?:;|//|$))", re.MULTILINE), " null"),
    (re.compile(rf"(?<==>)[ \t]*{_DOTS}"), " null"),
    (re.compile(r"([(=>]\s*)/\*[^*\n]*\*/(?=\s*[),;}])"), r"\1null"),
    # An argument that can be left out, as reference pages write it: ``get(name[, options])``, ``get(name?)``
    (re.compile(r"\[,[ \t]*\w+(?:[ \t]*=[ \t]*[\w'\"]+)?\]"), ""),
    (re.compile(r"(?<=\w)\?(?=[ \t]*[,)])"), ""),
    (re.compile(r"\{%[^%\n]*%\}"), ""),  # of a template, which makes the script
    # The grammar misses the semicolon of an import above JSX.
    (re.compile(rf"^([^\n;]*\b(?:from|import)[ \t]*(?:{_QUOTED}))[ \t]*(?=\n\s*<)", re.MULTILINE), r"\1;"),
)
ASSERTED = re.compile(r"(?<=['\"])[ \t]+assert(?=[ \t]*\{)")
"""The word of import attributes as V8 had them at first, before ``with``."""
# An instance of a class, as console.log shows it: ``Item { id: 7 }``.
_SHOWN = re.compile(r"\s*(?:\[\s*)?[A-Z]\w* \{")
_CLASS = re.compile(r"\b[A-Z]\w* (?=\{)")
_BUFFER = re.compile(r"<Buffer\b[^>\n]*>")
# HTML, elements of JSX one below another, and a component that begins with front matter.
_OTHER = re.compile(r"\s*(?://[^\n]*\n\s*)*(?:<[!a-zA-Z]|---[ \t]*\n)")
_MARKED = re.compile(r"^([ \t]*)(?:new|async)[ \t]+(?=\w+[<(])", re.MULTILINE)


def is_piece(text: str, is_typescript: bool) -> bool:
    """Whether a text is part of an object or of a class, or an object alone, or what is no JavaScript."""
    if _OTHER.match(text):
        return True
    text = text.strip()
    shown = _BUFFER.sub("null", _CLASS.sub("", text) if _SHOWN.match(text) else text)
    wrapped = (
        f"x = {shown.rstrip(';,')}",
        f"x = [ {shown}\n]",
        f"x = {{ {text}\n}}",
        f"class X {{ {text}\n}}",
    )
    grammars = ("tsx", "typescript") if is_typescript else ("javascript",)
    if is_typescript and (is_signature(text) or not Tree("typescript", f"type X = {text}").has_error):
        return True
    return any(not Tree(grammar, each).has_error for each in wrapped for grammar in grammars)


def is_signature(text: str) -> bool:
    """Declarations of methods, as reference pages list them."""
    text = _MARKED.sub(r"\1", text)
    return not Tree("typescript", f"interface X {{ {text}\n}}").has_error
