"""A language as data: reads ``templates/<name>/language.toml`` into a frozen `Language`.

Nothing here knows any language by name. What a table means is said once, at the struct it becomes.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from msgspec import Struct, field

from generator.errors import GeneratorError
from generator.rendering.languages.sdk import Sdk, sdk
from generator.rendering.languages.string_syntax import (
    CommentForm,
    Interpolation,
    JsonSpelling,
    KeyForm,
    StringForm,
    check_names,
    comment_form,
    interpolation,
    json_spelling,
    key_form,
    string_form,
)
from generator.text import closest_name

ALL_LANGUAGES = "all"  # stands for every language where names are asked for


class Layout(Struct, frozen=True):
    """How the language's formatter folds a line of more than `width` columns.

    A folded line goes on `step` further in. Arguments of more than `arguments` columns never share a
    line. With `apart`, each has its own, with a comma behind the last, and the bracket closes on the
    next; else they go below together if they fit there, and the bracket closes behind them. Texts that
    are added up are folded before each `operator`, which is `join`. With `below`, a text that is assigned or
    is the value of a key goes below it, however long it is, unless it is a template in backticks; and numbers
    in brackets share lines. With `alone`, nothing but brackets is folded, each argument has a line of its
    own, and there is no comma behind the last. With `units`, the formatter counts UTF-16 code units and not
    columns. With `braces`, curly brackets are folded as others are. With `parens`, a text that is assigned
    goes into parentheses if it fits on a line there. With `behind`, what is assigned goes below only if it
    then fits on its line.
    """

    width: int
    step: str
    arguments: int
    apart: bool
    operator: str
    below: bool = False
    alone: bool = False
    units: bool = False
    braces: bool = False
    parens: bool = False
    behind: bool = False


# Places whose Inputs stand as they do in any text, unless a language says otherwise.
AS_TEXT: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(("header", "form", "leaf", "field", "credentials", "bearer", "param", "part"), "text")
)


class Refusing(Struct, frozen=True):
    """What a client cannot do: `fact` is a fact of `RequestView` that is true then, `reason` says it."""

    fact: str
    reason: str


class Unfit(Struct, frozen=True):
    """Values of the reader's that a client's own syntax cannot carry, and what a comment says of them.

    `place` is where they stand (``field``, ``header``, …); `values` matches such a value. There is no
    `comment` (it is empty) where nobody would bring such a value.
    """

    place: str
    values: re.Pattern[str]
    comment: str


WAIVERS: Mapping[str, str] = MappingProxyType(
    {
        "one request": "the library sends a request again after an error",
        "status": "the library shows no status",
        "errors without JSON": "the library does not show an error that is not JSON",
    }
)
"""What can be waived of ``fails_loudly``, and how a proof says it."""


class Promises(Struct, frozen=True):
    """What the samples of a language do beyond the contract of all languages, or below it.

    A documented redirect is followed (`redirects` is ``follow``) or its answer printed (``show``), as the
    client does by default. With `time_limit` the sample ends by itself if no answer comes. With
    `shows` ``json``, what it prints equals the response as JSON, not byte for byte. With
    `names_url`, its error message may have the URL in it, and so a secret that stands there. `hides` are
    the statuses that the client tells by its exit code alone, `errors` those below 400 that are errors to it,
    `unfit` the values that its syntax cannot carry. What a client library `waives` of `WAIVERS` is not asked
    of its samples, and each proof says so.
    """

    redirects: Literal["follow", "show"]
    time_limit: bool
    names_url: bool = False
    shows: Literal["bytes", "json"] = "bytes"
    hides: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()
    waives: tuple[str, ...] = ()
    unfit: tuple[Unfit, ...] = ()


class FlowForm(Struct, frozen=True):
    """How a program of several requests keeps what earlier answers brought.

    Its variables are in ``snake_case`` or ``camelCase``; `read` is the expression of one (``{name}`` is the
    variable), `part` the same in an interpolated literal, where that is not spelled as an Input is. `needs`
    is what a reader must have for it, `encode` how a variable is encoded for a place, where that is not done
    as with an Input.
    """

    case: Literal["snake", "camel"]
    read: str
    part: str
    needs: str
    encode: Mapping[str, str]
    template: str

    def variable(self, name: str) -> str:
        """The variable called `name`, whose words are apart by ``_``."""
        if self.case == "snake":
            return name
        first, *others = name.split("_")
        return first + "".join(map(str.capitalize, others))


class Language(Struct, frozen=True):
    """Everything that wireproof knows of a language or client, from its folder alone.

    `title` is what a reader sees on a tab, `client` the program or library that sends the request, `group`
    the title of the tab that the clients of one language share (empty: none),
    `fence` the name after a Markdown fence, `order` the place among tabs and tables (lowest first). What
    is `optional` is taken only where it is named, or all are asked for.

    `adds` are the headers that the client adds by itself, ``Content-Type`` only without a body;
    `content_headers` are those (in lower case) that it takes only with a body, `forbidden_headers` those that
    it lets no program set, `refusals` what it cannot do.

    An Input is read where it stands. `read` is the expression that reads it, ``{name}`` being its name as
    a literal and ``{bare}`` as it is, `read_inside` the same inside an interpolated literal; `alone` reads
    it by place, where it is the whole value (``{value}`` is what the others would read); `encode` is what is
    done with what was read before it stands in a place (``path``, ``query``, ``basic``, ``form``), and
    `encode_needs` what a reader must have for it.

    Where a client reads a header or a form field as one word (``name:value``, ``name=value``), or parses some
    headers (an Input is a NUL then), `plain` matches the words that it takes as they are (its group ``mark``
    is what the client takes for the separator, if there are several), and `names` the names that a field or
    a part of a form can have. With `params`, the client is given the pairs of a query and encodes them; with
    `members`, it is given those of a JSON object as words, if all their names match. `empty_header` is the
    line of a header without a value, with its ``{name}``. What a sample `promises` beyond the contract of all
    languages, or below it, is a table of its own.

    Texts and Inputs that are one value stand in `joined`, where ``{parts}`` is, with `join` between them, and
    no spaces around that in the places that are `tight`.

    JSON goes out as values of the language (`json`), or as text in one of `json_strings`, where the
    characters of `json_avoid` become JSON escapes, and each level is indented by `json_indent`.

    The key of an object is spelled in the first of `keys` that fits its name, or else as a literal.

    `taken` are the names that no file of a sample may have (``[file_names]``, words apart; ``*`` at the start
    or the end stands for anything).

    `flow` is how it writes a program of several requests, if it can.
    `sdk` says how an operation becomes a call, where the samples use a client library made for the API.

    `toolchain` and `clean` are the tables that proving reads, and `settings` is what
    stands in ``language.toml``.
    """

    name: str
    folder: Path
    title: str
    client: str
    group: str
    fence: str
    extension: str
    order: int
    optional: bool
    comment: CommentForm
    keys: tuple[KeyForm, ...]
    strings: tuple[StringForm, ...]
    alone: Mapping[str, str]
    interpolation: Mapping[str, Interpolation]
    join: str
    joined: str
    tight: frozenset[str]
    layout: Layout | None
    read: str
    read_inside: str
    encode: Mapping[str, str]
    encode_needs: str
    json: JsonSpelling | None
    json_strings: tuple[StringForm, ...]
    json_avoid: str
    json_indent: str
    indent: str
    adds: tuple[str, ...]
    promises: Promises
    plain: re.Pattern[str]
    names: re.Pattern[str]
    params: bool
    members: re.Pattern[str] | None
    empty_header: str
    refusals: tuple[Refusing, ...]
    content_headers: frozenset[str]
    forbidden_headers: frozenset[str]
    taken: frozenset[str]
    template: str
    settings: bytes
    flow: FlowForm | None = None
    sdk: Sdk | None = None
    toolchain: Mapping[str, Any] = field(default_factory=dict)
    clean: tuple[Mapping[str, Any], ...] = ()

    def interpolation_in(self, place: str) -> Interpolation | None:
        """How text and Inputs stand in one literal at `place`; None if they are joined instead."""
        return self.interpolation.get(place) or self.interpolation.get("text")

    def alone_in(self, place: str) -> str:
        """What reads an Input that is the whole value at `place`; empty if nothing special does."""
        return self.alone.get(place) or self.alone.get(AS_TEXT.get(place, ""), "")


def load_languages(folders: Iterable[Path] = (), names: Collection[str] = ()) -> dict[str, Language]:
    """All languages by name, in their `order`: our own and those below `folders`, which add or override.

    If there are `names`, and languages of all of them, only these are read.

    Raises:
        GeneratorError: a folder cannot be read, or a ``language.toml`` or ``snippet.jinja`` is wrong.
    """
    places: dict[str, Path] = {}
    for folder in (builtin_folder(), *folders):
        if not folder.is_dir():
            raise GeneratorError(
                "no such folder of templates; give one that holds <language>/language.toml", folder
            )
        places |= {path.parent.name: path.parent for path in sorted(folder.glob("*/language.toml"))}
    if names and places.keys() >= set(names):
        places = {name: places[name] for name in names}
    languages = {name: load_language(place) for name, place in places.items()}
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
            meant = closest_name(name, known)
            hint = f"did you mean {meant!r}?" if meant else f"there are {', '.join(known)}"
            raise GeneratorError(f"no language {name!r}; {hint}")
    return languages or {name: language for name, language in known.items() if not language.optional}


def builtin_folder() -> Path:
    """The folder of templates that came with this installation: inside the wheel, or in the checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parent / "templates"


def load_language(folder: Path) -> Language:
    """The language described in `folder`.

    Raises:
        GeneratorError: a file is missing, or says something that cannot be meant.
    """
    path = folder / "language.toml"
    try:
        settings = path.read_bytes()
        template = (folder / "snippet.jinja").read_bytes()
    except OSError as error:
        raise GeneratorError(
            f"cannot be read ({error.strerror}); a language needs this file", error.filename
        ) from error
    data = read_settings(settings, path)
    try:
        return _language(folder, data, template.decode(), settings)
    except (KeyError, TypeError, ValueError, re.error, AttributeError) as error:
        what = f"has no {error}" if isinstance(error, KeyError) else str(error)
        raise GeneratorError(f"{what}; compare it with another language's file", path) from error


def read_settings(settings: bytes, path: Path) -> dict[str, Any]:
    """What the ``language.toml`` at `path` says.

    Raises:
        GeneratorError: it is not valid TOML.
    """
    import tomllib

    try:
        return tomllib.loads(settings.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not valid TOML in UTF-8: {error}", path) from error


def _language(folder: Path, data: Mapping[str, Any], template: str, settings: bytes) -> Language:
    inputs, json = data["input"], data.get("json", {})
    strings = tuple(map(string_form, data["string"]))
    return Language(
        name=folder.name,
        folder=folder,
        title=data["title"],
        client=data["client"],
        group=data.get("group", ""),
        fence=data["fence"],
        extension=data["extension"],
        order=data.get("order", 1000),
        optional=data.get("optional", False),
        comment=comment_form(data["comment"]),
        keys=tuple(map(key_form, data.get("key", ()))),
        strings=strings,
        alone=MappingProxyType(inputs.get("alone", {})),
        interpolation=MappingProxyType(
            {name: interpolation(t) for name, t in data.get("interpolation", {}).items()}
        ),
        join=data.get("join", ""),
        joined=data.get("joined", "{parts}"),
        tight=frozenset(data.get("tight", ())),
        layout=_layout(data["layout"], data.get("join", "")) if "layout" in data else None,
        read=check_names(inputs["read"], "name", "bare"),
        read_inside=check_names(inputs.get("inside", inputs["read"]), "name", "bare"),
        encode=MappingProxyType(
            {
                place: check_names(text, "value", "name", "bare")
                for place, text in inputs.get("encode", {}).items()
            }
        ),
        encode_needs=inputs.get("encode_needs", ""),
        json=json_spelling(json["value"]) if "value" in json else None,
        json_strings=tuple(map(string_form, json.get("string", ()))) or strings,
        json_avoid=json.get("avoid", ""),
        json_indent=json.get("indent", "  "),
        indent=data.get("indent", "    "),
        adds=tuple(data["adds"]),
        promises=_promises(data["promises"]),
        plain=re.compile(data.get("plain", ".*"), re.DOTALL),
        names=re.compile(data.get("names", ".*"), re.DOTALL),
        params=data.get("params", False),
        members=re.compile(data["members"]) if "members" in data else None,
        empty_header=data.get("empty_header", "{name}: "),
        refusals=tuple(Refusing(table["fact"], table["reason"]) for table in data.get("refuse", ())),
        content_headers=frozenset(data.get("content_headers", ())),
        forbidden_headers=frozenset(data.get("forbidden_headers", ())),
        taken=frozenset(data.get("file_names", {}).get("taken", "").split()),
        template=template,
        settings=settings,
        flow=_flow(folder, data["flow"]) if "flow" in data and (folder / "flow.jinja").is_file() else None,
        sdk=sdk(data["sdk"], folder) if "sdk" in data else None,
        toolchain=MappingProxyType(data.get("toolchain", {})),
        clean=tuple(data.get("clean", ())),
    )


def _flow(folder: Path, table: Mapping[str, Any]) -> FlowForm:
    if table["case"] not in ("snake", "camel"):
        raise ValueError("the case of [flow] is 'snake' or 'camel'")
    return FlowForm(
        case=table["case"],
        read=check_names(table.get("read", "{name}"), "name"),
        part=check_names(table.get("part", ""), "name"),
        needs=table.get("needs", ""),
        encode={place: check_names(text, "value") for place, text in table.get("encode", {}).items()},
        template=(folder / "flow.jinja").read_text(encoding="utf-8"),
    )


def _promises(table: Mapping[str, Any]) -> Promises:
    redirects = table["redirects"]
    if redirects not in ("follow", "show"):
        raise ValueError("redirects is 'follow' or 'show'")
    shows = table.get("shows", "bytes")
    waives = tuple(table.get("waives", ()))
    if unknown := set(waives) - WAIVERS.keys():
        raise ValueError(f"waives has {', '.join(sorted(unknown))}; there are {', '.join(WAIVERS)}")
    if shows not in ("bytes", "json"):
        raise ValueError("shows is 'bytes' or 'json'")
    unfit = tuple(
        Unfit(one["place"], re.compile(one["values"]), one["comment"]) for one in table.get("unfit", ())
    )
    return Promises(
        redirects=redirects,
        time_limit=table["time_limit"],
        names_url=table.get("names_url", False),
        shows=shows,
        hides=tuple(table.get("hides", ())),
        errors=tuple(table.get("errors", ())),
        waives=waives,
        unfit=unfit,
    )


def _layout(table: Mapping[str, Any], join: str) -> Layout:
    width = table["width"]
    return Layout(
        width=width,
        step=table["step"],
        arguments=table.get("arguments", width),
        apart=table["apart"],
        operator=join,
        below=table.get("below", False),
        alone=table.get("alone", False),
        units=table.get("units", False),
        braces=table.get("braces", False),
        parens=table.get("parens", False),
        behind=table.get("behind", False),
    )
