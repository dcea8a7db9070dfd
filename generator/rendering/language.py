"""A language as data: reads ``templates/<name>/language.toml`` into a frozen `Language`.

Nothing here knows any language by name. What a table means is said once, at the dataclass it becomes.
"""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.errors import GeneratorError

ALL_LANGUAGES = "all"  # stands for every language where names are asked for


@dataclass(frozen=True)
class StringForm:
    """One way of writing a string literal.

    `escape` says what stands for a character (or a run of characters) that cannot stand for itself.
    A character that is not printable and not in `plain` is written with `code`, a format for its code
    point by the highest one that the format can hold, or byte by byte (UTF-8) with `byte`. A form with
    neither, or whose `unless` matches, cannot hold such a text. With `block`, text starts and ends on
    lines of its own and is indented as the code around it; `grow` is the quote that is repeated until
    no run in the text is as long.
    """

    open: str
    close: str
    escape: Mapping[str, str] = field(default_factory=dict)
    plain: str = ""
    code: tuple[tuple[int, str], ...] = ()
    byte: str = ""
    unless: str = ""
    block: bool = False
    grow: str = ""

    def special(self, text: str) -> re.Pattern[str]:
        """Matches whatever in `text` cannot stand for itself."""
        # The long list of what is printable takes long to compile, and few texts need it.
        return self._usual if text.isascii() or not _unprintable().search(text) else self._special

    @cached_property
    def _usual(self) -> re.Pattern[str]:
        return self._pattern(
            "".join(char for char in map(chr, (*range(0x20), 0x7F)) if char not in self.plain)
        )

    @cached_property
    def _special(self) -> re.Pattern[str]:
        return self._pattern(rf"^{_printable_class()}{re.escape(self.plain)}")

    def _pattern(self, unprintable: str) -> re.Pattern[str]:
        runs = sorted(self.escape, key=len, reverse=True)
        return re.compile("|".join([*map(re.escape, runs), f"[{unprintable}]"]))

    @cached_property
    def unfit(self) -> re.Pattern[str] | None:
        """Matches a text that this form cannot hold."""
        return re.compile(self.unless) if self.unless else None


@dataclass(frozen=True)
class Interpolation:
    """How text and Inputs stand in one literal: forms for the text, and `part` for an Input inside it.

    In `part`, ``{variable}`` is the Input's variable, ``{value}`` the expression that reads it and makes it
    fit for its place, and ``{name}`` its bare name. In JSON text, a part
    stands inside the quotes of a string; with `leaf` (how its variable is spelled, ``snake`` or
    ``camel``), it is a variable that holds the whole string as JSON. The characters of `avoid` become
    JSON escapes.
    """

    forms: tuple[StringForm, ...]
    part: str
    leaf: str = ""
    avoid: str = ""


@dataclass(frozen=True)
class JsonSpelling:
    """How a JSON value is written as a value of the language; without it, JSON goes out as its text.

    `object` and `array` are the opening and closing brackets, `item` one member of an object, with
    ``{key}`` and ``{value}``.
    """

    object: tuple[str, str]
    array: tuple[str, str]
    item: str
    true: str
    false: str
    null: str


# Places whose Inputs stand as they do in any text, unless a language says otherwise.
AS_TEXT: Mapping[str, str] = MappingProxyType({"header": "text", "form": "text", "leaf": "text"})


@dataclass(frozen=True)
class Refusing:
    """What a client cannot do: `fact` is a fact of `RequestView` that is true then, `reason` says it."""

    fact: str
    reason: str


@dataclass(frozen=True)
class Language:
    """Everything that wireproof knows of a language or client, from its folder alone.

    `title` is what a reader sees on a tab, `client` the program or library that sends the request,
    `fence` the name after a Markdown fence, `order` the place among tabs and tables (lowest first). What
    is `optional` is taken only where it is named, or all are asked for.

    `adds` are the headers that the client adds by itself, `content_headers` those (in lower case) that it
    takes only with a body, `refusals` what it cannot do.

    An Input becomes an identifier (`variable` is ``snake`` or ``camel``) that `declare` assigns, or is
    read in place where `variable` is empty. `read` is the expression that reads it, ``{name}`` being its
    name as a literal and ``{bare}`` as it is; `alone` reads it by place, where it is the whole value
    (``{value}`` is what the others would read); `encode` is what is done with what was read before it
    stands in a place (``path``, ``query``, ``basic``, and ``form`` for Inputs that are read in place), and
    `encode_needs` what a reader must have for it. In lines of more than `width` columns, `wide` is
    `encode` as the language's formatter folds it, and `fold` a literal that is assigned.

    Where a client reads a header or a form field as one word (``name:value``, ``name=value``), `plain`
    matches the words that it takes as they are, and `names` the names that a field or a part of a form
    can have. `empty_header` is the line of a header without a value, with its ``{name}``. `hides` are the
    statuses whose body the client throws away.

    JSON goes out as values of the language (`json`), or as text in one of `json_strings`, where the
    characters of `json_avoid` become JSON escapes.

    `toolchain` and `clean` are the tables that proving reads.
    """

    name: str
    folder: Path
    title: str
    client: str
    fence: str
    extension: str
    order: int
    optional: bool
    comment: str
    comment_replace: Mapping[str, str]
    comment_keep: str
    strings: tuple[StringForm, ...]
    alone: Mapping[str, str]
    interpolation: Mapping[str, Interpolation]
    join: str
    join_leaf: str
    read: str
    variable: str
    encode: Mapping[str, str]
    declare: str
    wide: Mapping[str, str]
    fold: str
    encode_needs: str
    width: int
    json: JsonSpelling | None
    json_strings: tuple[StringForm, ...]
    json_avoid: str
    indent: str
    adds: tuple[str, ...]
    hides: tuple[int, ...]
    plain: re.Pattern[str]
    names: re.Pattern[str]
    empty_header: str
    refusals: tuple[Refusing, ...]
    content_headers: frozenset[str]
    reserved: frozenset[str]
    template: str = field(repr=False)
    toolchain: Mapping[str, Any] = field(default_factory=dict, repr=False)
    clean: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)

    def interpolation_in(self, place: str) -> Interpolation | None:
        """How text and Inputs stand in one literal at `place`; a variable stands everywhere as in text."""
        own = self.interpolation.get(place) or self.interpolation.get(AS_TEXT.get(place, ""))
        return own or (self.interpolation.get("text") if self.variable else None)

    def alone_in(self, place: str) -> str:
        """What reads an Input that is the whole value at `place`; empty if nothing special does."""
        return self.alone.get(place) or self.alone.get(AS_TEXT.get(place, ""), "")


def load_languages(folders: Iterable[Path] = ()) -> dict[str, Language]:
    """All languages by name, in their `order`: our own and those below `folders`, which add or override.

    Raises:
        GeneratorError: a folder cannot be read, or a ``language.toml`` or ``snippet.jinja`` is wrong.
    """
    languages: dict[str, Language] = {}
    for folder in (builtin_folder(), *folders):
        if not folder.is_dir():
            raise GeneratorError(
                "no such folder of templates; give one that holds <language>/language.toml", folder
            )
        for path in sorted(folder.glob("*/language.toml")):
            languages[path.parent.name] = load_language(path.parent)
    return dict(sorted(languages.items(), key=lambda item: (item[1].order, item[0])))


def choose_languages(known: Mapping[str, Language], names: Iterable[str] = ()) -> dict[str, Language]:
    """The languages of these names, or ``all``; without a name, those that are not optional.

    Raises:
        GeneratorError: there is no such language; the nearest name is in the message.
    """
    languages: dict[str, Language] = {}
    for name in names:
        if name == ALL_LANGUAGES:
            languages |= known
        elif name in known:
            languages[name] = known[name]
        else:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"
            raise GeneratorError(f"no language {name!r}; {hint}")
    return languages or {name: language for name, language in known.items() if not language.optional}


def builtin_folder() -> Path:
    """The folder of templates that came with this installation: inside the wheel, or in the checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def load_language(folder: Path) -> Language:
    """The language described in `folder`.

    Raises:
        GeneratorError: a file is missing, or says something that cannot be meant.
    """
    path = folder / "language.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        template = (folder / "snippet.jinja").read_text("utf-8")
    except OSError as error:
        raise GeneratorError(
            f"cannot be read ({error.strerror}); a language needs this file", error.filename
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not valid TOML in UTF-8: {error}", path) from error
    try:
        return _language(folder, data, template)
    except (KeyError, TypeError, ValueError, re.error, AttributeError) as error:
        what = f"has no {error}" if isinstance(error, KeyError) else str(error)
        raise GeneratorError(f"{what}; compare it with another language's file", path) from error


def _language(folder: Path, data: Mapping[str, Any], template: str) -> Language:
    comment, inputs, json = data["comment"], data["input"], data.get("json", {})
    strings = tuple(map(_form, data["string"]))
    return Language(
        name=folder.name,
        folder=folder,
        title=data["title"],
        client=data["client"],
        fence=data["fence"],
        extension=data["extension"],
        order=data.get("order", 1000),
        optional=data.get("optional", False),
        comment=comment["line"],
        comment_replace=MappingProxyType(comment.get("replace", {})),
        comment_keep=comment.get("keep", ""),
        strings=strings,
        alone=MappingProxyType(inputs.get("alone", {})),
        interpolation=MappingProxyType(
            {name: _interpolation(t) for name, t in data.get("interpolation", {}).items()}
        ),
        join=data.get("join", ""),
        join_leaf=data.get("join_leaf", data.get("join", "")),
        read=inputs["read"],
        variable=inputs.get("variable", ""),
        encode=MappingProxyType(inputs.get("encode", {})),
        declare=inputs.get("declare", ""),
        wide=MappingProxyType(inputs.get("wide", {})),
        fold=data.get("fold", ""),
        encode_needs=inputs.get("encode_needs", ""),
        width=data.get("width", 0),
        json=_json(json["value"]) if "value" in json else None,
        json_strings=tuple(map(_form, json.get("string", ()))) or strings,
        json_avoid=json.get("avoid", ""),
        indent=data.get("indent", "    "),
        adds=tuple(data["adds"]),
        hides=tuple(map(int, data.get("hides", ()))),
        plain=re.compile(data.get("plain", ".*"), re.DOTALL),
        names=re.compile(data.get("names", ".*"), re.DOTALL),
        empty_header=data.get("empty_header", "{name}: "),
        refusals=tuple(Refusing(table["fact"], table["reason"]) for table in data.get("refuse", ())),
        content_headers=frozenset(data.get("content_headers", ())),
        reserved=frozenset(data.get("reserved", ())),
        template=template,
        toolchain=MappingProxyType(data.get("toolchain", {})),
        clean=tuple(data.get("clean", ())),
    )


def _form(table: Mapping[str, Any]) -> StringForm:
    code = sorted((int(limit, 16), spelling) for limit, spelling in table.get("code", {}).items())
    known = {"open", "close", "escape", "plain", "byte", "unless", "block", "grow"}
    if unknown := set(table) - known - {"code"}:
        raise ValueError(f"a string form has no key {unknown.pop()!r}")
    return StringForm(code=tuple(code), **{key: table[key] for key in known & set(table)})


def _interpolation(table: Mapping[str, Any]) -> Interpolation:
    forms = tuple(map(_form, table["string"]))
    return Interpolation(forms, table["part"], table.get("leaf", ""), table.get("avoid", ""))


def _json(table: Mapping[str, Any]) -> JsonSpelling:
    return JsonSpelling(
        object=(table["object"][0], table["object"][1]),
        array=(table["array"][0], table["array"][1]),
        item=table["item"],
        true=table["true"],
        false=table["false"],
        null=table["null"],
    )


@cache
def _unprintable() -> re.Pattern[str]:
    """Matches what is neither ASCII nor printable."""
    return re.compile(rf"[^\x00-\x7f{_printable_class()}]")


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
