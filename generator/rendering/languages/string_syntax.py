"""How a language spells a value: its string literals, Inputs inside them, and JSON as its own values.

Read from tables of a ``language.toml``, whose keys are the attributes here.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from string import Formatter
from typing import Any

from msgspec import Struct, field


class StringForm(Struct, frozen=True, dict=True):
    """One way of writing a string literal.

    `escape` says what stands for a character (or a run of characters) that cannot stand for itself.
    A character that is not printable and not in `plain`, with `ascii` also one that is not ASCII, is
    written with `code`, a format for its code point by the highest one that the format can hold; with
    `unit`, one for each of its UTF-16 code units; or with `byte`, one for each byte in UTF-8. A form with
    none of them, or whose `unless` matches, cannot hold such a text. With `block`, text starts and ends on
    lines of its own and is indented as the code around it, and `deeper` by so much more; `grow` is the
    quote that is repeated until no run in the text is as long.
    """

    open: str
    close: str
    escape: Mapping[str, str] = field(default_factory=dict)
    plain: str = ""
    ascii: bool = False
    code: tuple[tuple[int, str], ...] = ()
    unit: str = ""
    byte: str = ""
    unless: str = ""
    block: bool = False
    deeper: str = ""
    grow: str = ""

    def special(self, text: str) -> re.Pattern[str]:
        """Matches whatever in `text` cannot stand for itself."""
        # The long list of what is printable takes long to compile, and few texts need it.
        is_usual = text.isascii() or (not self.ascii and _is_certainly_printable(text))
        return self._usual if is_usual else self._special

    @cached_property
    def _usual(self) -> re.Pattern[str]:
        return self._pattern(
            "".join(char for char in map(chr, (*range(0x20), 0x7F)) if char not in self.plain)
        )

    @cached_property
    def _special(self) -> re.Pattern[str]:
        printable = r"\x20-\x7e" if self.ascii else _printable_class()
        return self._pattern(rf"^{printable}{re.escape(self.plain)}")

    def _pattern(self, unprintable: str) -> re.Pattern[str]:
        runs = sorted(self.escape, key=len, reverse=True)
        return re.compile("|".join([*map(re.escape, runs), f"[{unprintable}]"]))

    @cached_property
    def unfit(self) -> re.Pattern[str] | None:
        """Matches a text that this form cannot hold."""
        return re.compile(self.unless) if self.unless else None


class Interpolation(Struct, frozen=True):
    """How text and Inputs stand in one literal: forms for the text, and `part` for an Input inside it.

    In `part`, ``{value}`` is the expression that reads the Input and encodes it for its place, and
    ``{name}`` its bare name. In JSON text, a part stands inside the quotes of a string; with `leaf`, it
    makes JSON of the whole string, quotes included, and ``{value}`` is the expression of that string. The
    characters of `avoid` (as in the brackets of a regular expression) become JSON escapes.

    With a `call`, a format, the literal and behind it an `argument` for each Input stand where its
    ``{parts}`` is; `part` is then only the mark of an Input's place.
    """

    forms: tuple[StringForm, ...]
    part: str
    leaf: bool = False
    avoid: str = ""
    call: str = ""
    argument: str = "{value}"


class CommentForm(Struct, frozen=True, dict=True):
    """How a comment is written: ``{text}`` in `line`, and what must not stand in it.

    A run of characters that `replace` has, in capitals or not, becomes what it says. With `keep`, the inside
    of a character class, any other character becomes a space.
    """

    line: str
    replace: Mapping[str, str] = field(default_factory=dict)
    keep: str = ""

    @cached_property
    def strange(self) -> re.Pattern[str] | None:
        """Matches a character that is not to be kept."""
        return re.compile(f"[^{self.keep}]") if self.keep else None


class KeyForm(Struct, frozen=True):
    """How a name that `when` matches is spelled as a key: ``{name}`` as it is, or in its ``{literal}``.

    With `identifier` the name must be one besides (Unicode Standard Annex #31), where $ is a letter.
    """

    when: re.Pattern[str]
    spelling: str
    identifier: bool = False

    def fits(self, name: str) -> bool:
        """Whether `name` is spelled so."""
        is_allowed = not self.identifier or name.replace("$", "_").isidentifier()
        return is_allowed and bool(self.when.search(name))


class JsonSpelling(Struct, frozen=True, dict=True):
    """How a JSON value is written as a value of the language; without it, JSON goes out as its text.

    `object` and `array` are the opening and closing brackets, `item` one member of an object, with
    ``{key}`` and ``{value}``. `empty` is an object without members, where that is not the brackets alone.
    A document with a member whose name matches `unless`, or with an integer beyond `largest`, cannot be
    held by such values, and goes out as its text. With `doubles`, so does one with -0.0, and a whole number
    has no fraction. With `flat`, an array without objects stands on one line, which may be folded, and other
    arrays are spread as Prettier does it. With `inputs`, only a document that holds an Input is written so.
    With `align`, the values of neighbouring keys are aligned, as gofmt does. Spaces inside `object` stand
    in an object on one line. With `digits`, a number whose fraction takes more of them than it has, as the
    client writes it, is for text too. Without `trailing`, no comma stands behind the last member of several.
    """

    object: tuple[str, str]
    array: tuple[str, str]
    item: str
    true: str
    false: str
    null: str
    empty: str = ""
    unless: str = ""
    largest: int | None = None
    doubles: bool = False
    flat: bool = False
    inputs: bool = False
    align: bool = False
    digits: int | None = None
    trailing: bool = True

    @cached_property
    def unfit(self) -> re.Pattern[str] | None:
        """Matches the name of a member that an object of the language cannot have."""
        return re.compile(self.unless) if self.unless else None


def string_form(table: Mapping[str, Any]) -> StringForm:
    """The form that a ``[[string]]`` table describes."""
    code = sorted((int(limit, 16), spelling) for limit, spelling in table.get("code", {}).items())
    known = {"open", "close", "escape", "plain", "unit", "byte", "unless", "block", "deeper", "grow", "ascii"}
    if unknown := set(table) - known - {"code"}:
        raise ValueError(f"a string form has no key {unknown.pop()!r}")
    return StringForm(code=tuple(code), **{key: table[key] for key in known & set(table)})


def comment_form(table: Mapping[str, Any]) -> CommentForm:
    """The form that the ``[comment]`` table describes."""
    replace = {run.lower(): instead for run, instead in table.get("replace", {}).items()}
    return CommentForm(table["line"], replace, table.get("keep", ""))


def interpolation(table: Mapping[str, Any]) -> Interpolation:
    """What an ``[interpolation.…]`` table describes."""
    forms = tuple(map(string_form, table["string"]))
    check_names(table["part"], "value", "name")
    return Interpolation(
        forms,
        table["part"],
        leaf=table.get("leaf", False),
        avoid=table.get("avoid", ""),
        call=check_names(table.get("call", ""), "parts"),
        argument=check_names(table.get("argument", "{value}"), "value"),
    )


def check_names(pattern: str, *known: str) -> str:
    """`pattern`, whose names in braces are all `known`.

    Raises:
        ValueError: it has another name, which would be undefined in every sample.
    """
    for _, name, _, _ in Formatter().parse(pattern):
        if name is not None and name not in known:
            raise ValueError(f"{pattern!r} has {{{name}}}, and can have {{{'}, {'.join(known)}}} only")
    return pattern


def key_form(table: Mapping[str, Any]) -> KeyForm:
    """The form that a ``[[key]]`` table describes."""
    return KeyForm(re.compile(table["when"]), table["as"], table.get("identifier", False))


def json_spelling(table: Mapping[str, Any]) -> JsonSpelling:
    """What a ``[json.value]`` table describes."""
    return JsonSpelling(
        object=(table["object"][0], table["object"][1]),
        array=(table["array"][0], table["array"][1]),
        item=table["item"],
        true=table["true"],
        false=table["false"],
        null=table["null"],
        empty=table.get("empty", ""),
        unless=table.get("unless", ""),
        largest=table.get("largest"),
        doubles=table.get("doubles", False),
        flat=table.get("flat", False),
        inputs=table.get("inputs", False),
        align=table.get("align", False),
        digits=table.get("digits"),
        trailing=table.get("trailing", True),
    )


_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def _is_certainly_printable(text: str) -> bool:
    """Whether what is not ASCII is known to be printable without a look at the list."""
    return all(run.isprintable() and max(run) < "\U000e0000" for run in _NOT_ASCII.findall(text))


def _printable_class() -> str:
    """The inside of a character class with all that is printable: what Python calls so, by and large.

    A literal set of ranges, since `str.isprintable` cannot stand in a regular expression: no controls,
    no surrogates, no separators but the space, no format characters (RFC 8264 calls them ignorable),
    no private use, no noncharacters.
    """
    return (
        r"\x20-\x7e\xa1-\xac\xae-\u0377\u037a-\u05ff\u0606-\u061b\u061d-\u06dc\u06de-\u070e\u0710-\u07ff"
        r"\u0800-\u088f\u0892-\u08e1\u08e3-\u167f\u1681-\u180d\u180f-\u1fff\u2010-\u2027\u2030-\u205e"
        r"\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufefe\uff01-\uffef\ufffc\ufffd"
        r"\U00010000-\U000110bc\U000110be-\U000110cc\U000110ce-\U0001342f\U00013440-\U0001bc9f"
        r"\U0001bca4-\U0001d172\U0001d17b-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd"
    )
