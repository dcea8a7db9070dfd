"""Which values of an example are Inputs: those whose schema says so, and secrets.

``x-input: CLIENT_ID`` in a schema (or a parameter) makes its value an Input of that name;
``format: password`` and ``x-sensitive-data`` make it a secret one, named after its property unless
``x-input`` says how. So do names such as ``client_secret``, and texts that begin as known tokens do.
"""

import re
from collections.abc import Iterable, Iterator

from generator.model import Input, Json, Number, Part, Value
from generator.reading.document.document import Document
from generator.reading.document.names import variable_name
from generator.reading.document.secret_values import TOKEN, names_a_secret
from generator.reading.source.json_text import compact_json
from generator.reading.source.pointers import Tree
from generator.text import quoted_value

_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")
_LONGEST_NAME = 40  # characters of a wrong name from which a right one is made

# Set, or given a meaning, by shells, desktops, loaders and language runtimes: a sample would find a
# value there that its reader never gave, or would change how programs run.
_TAKEN = frozenset(
    """
    BASH BASHOPTS BASHPID BASH_ENV CC CDPATH COLUMNS COMP_WORDS COMPUTERNAME COMSPEC CURL_HOME DESKTOP_SESSION
    DIRSTACK DISPLAY EDITOR EGID ENV EPOCHSECONDS ERRNO EUID FUNCNAME GCCGO GID GO111MODULE GO386 GOAMD64
    GOARCH GOARM GOARM64 GOAUTH GOBIN GOCACHE GOCACHEPROG GOCOVERDIR GODEBUG GOENV GOEXE GOEXPERIMENT
    GOFIPS140 GOFLAGS GOGC GOGCCFLAGS GOHOSTARCH GOHOSTOS GOINSECURE GOMAXPROCS GOMEMLIMIT GOMIPS GOMIPS64
    GOMOD GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPACKAGESDRIVER GOPATH GOPPC64 GOPRIVATE GOPROXY GORACE
    GORISCV64 GOROOT GOSUMDB GOTELEMETRY GOTELEMETRYDIR GOTMPDIR GOTOOLCHAIN GOTOOLDIR GOTRACEBACK GOVCS
    GOVERSION GOWASM GOWORK GO_EXTLINK_ENABLED GROUPS HISTFILE HISTSIZE HOME
    HOMEDRIVE HOMEPATH HOST HOSTNAME HOSTTYPE HTTPS_PROXY HTTP_PROXY ALL_PROXY NO_PROXY FTP_PROXY IFS LANG
    LANGUAGE LINENO LINES LOCALAPPDATA LOGNAME MACHTYPE MAIL MAILCHECK MANPATH MFLAGS MAKEFLAGS NODE_OPTIONS
    NODE_PATH OLDPWD OPTARG OPTERR OPTIND OS OSTYPE PAGER PATH PATHEXT PERL5LIB PIPESTATUS POSIXLY_CORRECT
    PPID PROGRAMDATA PROGRAMFILES PROMPT PROMPT_COMMAND PS1 PS2 PS3 PS4 PWD RANDOM REPLY RUBYLIB RUBYOPT
    SECONDS SHELL SHELLOPTS SHLVL SSL_CERT_DIR SSL_CERT_FILE SSLKEYLOGFILE SRANDOM STATUS SUDO_USER
    SYSTEMROOT TEMP TERM TIMEFMT TMP TMPDIR TZ UID USER USERDOMAIN USERNAME USERPROFILE VISUAL WAYLAND_DISPLAY
    WINDIR XAUTHORITY _
    """.split()  # noqa: SIM905 - a list of words is easier to read than as many quotes
)
_TAKEN_PREFIXES = (
    "BASH_",
    "CGO_",
    "CURL_",
    "DBUS_",
    "DOTNET_",
    "DYLD_",
    "GIT_",
    "LC_",
    "LD_",
    "PYTHON",
    "SSH_",
    "XDG_",
)


def name_fault(name: str) -> str | None:
    """Why `name` cannot be an Input's name, with the remedy; None if it can."""
    if not _NAME.fullmatch(name):
        instead = variable_name(name[:_LONGEST_NAME])
        return f"the Input name {quoted_value(name)} must be capital letters, digits and _; write {instead}"
    if name in _TAKEN or name.startswith(_TAKEN_PREFIXES):
        return f"'{name}' already means something to a shell or a program; write {free_name(name)}"
    return None


def free_name(name: str) -> str:
    """`name` as an Input's name, with ``API_`` before it where the plain one is taken."""
    variable = variable_name(name)
    if variable in _TAKEN or variable.startswith(_TAKEN_PREFIXES):
        return f"API_{variable.lstrip('_')}"
    return variable


def scalar_text(value: Json) -> str:
    """A scalar as forms, URLs and headers carry it: a string as it is, else as JSON writes it."""
    if isinstance(value, str):
        return value
    return compact_json(value)


def text_value(document: Document, schemas: list[Tree], name: str, value: Json) -> Value:
    """`value`, which `schemas` describe, as the parts that a form field, URL or header carries."""
    return _text_parts(document, schemas, name, scalar_text(value))


def with_inputs(document: Document, schemas: list[Tree], name: str, value: Json) -> Json:
    """`value` with those of its strings that are Inputs as `Value`s, at any depth."""
    if isinstance(value, dict):
        return {
            key: with_inputs(document, property_schemas(document, schemas, key, value), key, member)
            for key, member in value.items()
        }
    if isinstance(value, list):
        items = item_schemas(document, schemas, value)
        return [with_inputs(document, items, name, member) for member in value]
    if isinstance(value, str) and not isinstance(value, Number):
        parts = _text_parts(document, schemas, name, value)
        return value if parts == (value,) else parts
    return value


def _text_parts(document: Document, schemas: list[Tree], name: str, text: str) -> Value:
    """`text`, or the Input that it is, or text with an Input for each known token in it."""
    if found := input_for(document, schemas, name, text):
        return (found,)
    parts: list[Part] = []
    end = 0
    for match in TOKEN.finditer(text):
        parts += [text[end : match.start()]] if match.start() > end else []
        parts.append(Input(free_name(name), secret=True, example=match[0]))
        end = match.end()
    return (*parts, text[end:]) if text[end:] or not parts else tuple(parts)


def input_for(document: Document, schemas: list[Tree], name: str, example: str) -> Input | None:
    """The Input that `schemas` make of the value called `name`, if they do."""
    chosen: str | None = None
    secret = False
    is_free = example not in ("", "true", "false", "null")
    for schema in applicable(document, schemas, example):
        declared = schema.get("x-input")
        if isinstance(declared, str) and chosen is None:
            chosen = declared
        secret = secret or schema.get("format") == "password" or bool(schema.get("x-sensitive-data"))
        is_free = is_free and "enum" not in schema and "const" not in schema
    secret = secret or (is_free and names_a_secret(name))
    if chosen is None and not secret:
        return None
    return Input(chosen or free_name(name), secret=secret, example=example)


def property_schemas(document: Document, schemas: list[Tree], name: str, value: Json) -> list[Tree]:
    """The schemas that describe the property `name` of the object `value`."""
    found: list[Tree] = []
    for schema in applicable(document, schemas, value):
        properties = schema.get("properties", {})
        if name in properties:
            found.append(properties[name])
        elif isinstance(extra := schema.get("additionalProperties"), dict):
            found.append(extra)
    return found


def item_schemas(document: Document, schemas: list[Tree], value: Json) -> list[Tree]:
    """The schemas that describe the items of the array `value`."""
    return [
        schema["items"]
        for schema in applicable(document, schemas, value)
        if isinstance(schema.get("items"), dict)
    ]


def is_left_out(
    document: Document, schemas: list[Tree], steps: Iterable[str | int], name: str, mark: str
) -> bool:
    """Whether the property `name` of the object at `steps` of a value is marked `readOnly` or `writeOnly`.

    The first place where the property is described is looked for in every branch.
    """
    for step in steps:
        schemas = [
            inner
            for schema in every_schema(document, schemas)
            for inner in (
                schema.get("items") if isinstance(step, int) else schema.get("properties", {}).get(step),
            )
            if inner is not None
        ]
    found = [
        schema["properties"][name]
        for schema in every_schema(document, schemas)
        if name in schema.get("properties", {})
    ]
    return any(schema.get(mark) is True for schema in every_schema(document, found))


def every_schema(document: Document, schemas: list[Tree]) -> Iterator[Tree]:
    """Each schema object that may apply to a value: through ``$ref``, `allOf` and all branches."""
    waiting = list(reversed(schemas))
    seen: set[int] = set()
    while waiting:
        schema = waiting.pop()
        if isinstance(schema, dict) and id(schema) not in seen:
            seen.add(id(schema))
            yield schema
            for keyword in ("oneOf", "anyOf", "allOf"):
                waiting.extend(reversed(schema.get(keyword, ())))
            if "$ref" in schema:
                waiting.append(document.target(schema["$ref"]))


def applicable(
    document: Document, schemas: list[Tree], value: Json, trail: frozenset[int] = frozenset()
) -> Iterator[Tree]:
    """Each schema object that applies to `value`: through ``$ref`` and ``allOf``, and the branch it fits.

    `trail` has the schemas among whose branches one is being chosen: one may be a branch of itself.
    """
    waiting = list(reversed(schemas))
    seen: set[int] = set()
    while waiting:
        schema = waiting.pop()
        if not isinstance(schema, dict) or id(schema) in seen:
            continue
        seen.add(id(schema))
        yield schema
        if _COMBINING.isdisjoint(schema):
            continue
        if id(schema) not in trail:
            for keyword in ("oneOf", "anyOf"):
                branches = schema.get(keyword, ())
                waiting.extend(_fitting(document, branches, value, trail | {id(schema)}))
        waiting.extend(reversed(schema.get("allOf", ())))
        if "$ref" in schema:
            waiting.append(document.target(schema["$ref"]))


_COMBINING = frozenset(("$ref", "allOf", "anyOf", "oneOf"))


def _fitting(document: Document, branches: list[Tree], value: Json, trail: frozenset[int]) -> list[Tree]:
    """The first of the `branches` that `value` fits, if there is one."""
    return next(([branch] for branch in branches if _fits(document, branch, value, trail)), [])


def _fits(document: Document, branch: Tree, value: Json, trail: frozenset[int]) -> bool:
    """Whether `value` looks like one of `branch`: by type, required names, and constants, one level deep."""
    for schema in applicable(document, [branch], None, trail):
        if not _has_type(schema.get("type"), value) or not _is_constant(schema, value):
            return False
        if isinstance(value, dict):
            if any(name not in value for name in schema.get("required", ())):
                return False
            for name, member in value.items():
                described = document.resolve(schema.get("properties", {}).get(name))
                if isinstance(described, dict) and not _is_constant(described, member):
                    return False
    return True


def _is_constant(schema: Tree, value: Json) -> bool:
    if "const" in schema and schema["const"] != value:
        return False
    return "enum" not in schema or value in schema["enum"]


def _has_type(declared: Tree, value: Json) -> bool:
    kinds: dict[str, type | tuple[type, ...]] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float, Number),
        "boolean": bool,
        "null": type(None),
    }
    if declared is None:
        return True
    names = declared if isinstance(declared, list) else [declared]
    return any(isinstance(value, kinds.get(name, ())) for name in names)
