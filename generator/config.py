"""The configuration: ``wireproof.yaml``, or ``[tool.wireproof]`` in ``pyproject.toml``.

```yaml
spec: spec/token_endpoint.yaml     # the description, where a command names none
server: https://api.example.com    # where the API is, if the description names no server or a relative one
fetch: true                        # whether what a URL names is fetched; it is refused otherwise
overlays: [fixes.overlay.yaml]     # OpenAPI Overlays, applied to that description before it is read
flows: [flows.arazzo.yaml]         # Arazzo documents, whose workflows become samples of several steps
languages: [curl, python, go]      # or [all]; those that are not optional, where left out
output: samples                    # the folder for samples
templates: [templates]             # folders with languages of your own
values: env                        # or placeholder, or example
audit:                             # which rules count, by the start of their ids
  select: [WP1, WP2]               # all, where left out
  ignore: [WP605]
live:                              # for verify --against: what exists on the server that it runs against
  token: token/client_credentials  # the request that brings the access token of the others
  values:
    getPet: {42: 1007}             # of an operation, or of one example as getPet/default: sent in its place
```

Paths are relative to the file that holds them.
"""

from pathlib import Path
from typing import Any, Literal, get_args

from msgspec import Struct

from generator.errors import FaultsError, GeneratorError
from generator.text import closest_name

Values = Literal["env", "placeholder", "example"]
_KEYS = (
    "spec",
    "server",
    "fetch",
    "overlays",
    "flows",
    "languages",
    "output",
    "templates",
    "values",
    "audit",
    "live",
)
_LISTED = ", ".join(_KEYS)


class Config(Struct, frozen=True):
    """What the configuration says; None or an empty tuple where it says nothing. `path` is its file."""

    spec: str | None = None
    server: str = ""
    fetch: bool = False
    overlays: tuple[str, ...] = ()
    flows: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    output: Path | None = None
    templates: tuple[Path, ...] = ()
    values: Values | None = None
    audit_select: tuple[str, ...] = ()
    audit_ignore: tuple[str, ...] = ()
    live_token: str = ""
    live_values: dict[str, dict[str, str]] = {}
    path: Path | None = None


def load_config(folder: Path) -> Config:
    """The configuration of `folder`: the nearest one in it or in a folder above; an empty one if none.

    Raises:
        GeneratorError: the file cannot be read, or, as a `FaultsError`, all that is wrong in it.
    """
    for parent in (folder, *folder.parents):
        own = parent / "wireproof.yaml"
        if own.is_file():
            return _config(own, _yaml_settings(own))
        shared = parent / "pyproject.toml"
        if shared.is_file() and (settings := _toml_settings(shared)) is not None:
            return _config(shared, settings)
    return Config()


def _yaml_settings(path: Path) -> Any:  # noqa: ANN401 - whatever stands in the file
    from generator.reading.source.files import read_source

    try:
        is_blank = not path.read_bytes().strip()
    except OSError as error:
        raise GeneratorError(f"cannot be read: {error.strerror}; mend that", path) from error
    return {} if is_blank else read_source(str(path)).tree or {}


def _toml_settings(path: Path) -> Any:  # noqa: ANN401
    """The table ``tool.wireproof``; None if the file has none."""
    try:
        text = path.read_bytes()
    except OSError:  # a project file that we may not read is none of ours
        return None
    if b"wireproof" not in text:  # most have nothing for us, and need no parsing
        return None
    import tomllib

    try:
        settings = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not TOML: {error}; mend it", path) from error
    return settings.get("tool", {}).get("wireproof")


def _config(path: Path, settings: Any) -> Config:  # noqa: ANN401
    if not isinstance(settings, dict):
        raise GeneratorError(f"holds no table of settings; write some of {_LISTED}", path, 1)
    faults = [
        GeneratorError(message, path, _line(path, key))
        for key, value in settings.items()
        if (message := _fault(key, value))
    ]
    if faults:
        raise FaultsError(faults)
    folder = path.parent
    return Config(
        spec=_place(folder, settings["spec"]) if "spec" in settings else None,
        server=settings.get("server", ""),
        fetch=settings.get("fetch", False),
        overlays=tuple(_place(folder, each) for each in settings.get("overlays", ())),
        flows=tuple(_place(folder, each) for each in settings.get("flows", ())),
        languages=tuple(settings.get("languages", ())),
        output=_shown(folder / settings["output"]) if "output" in settings else None,
        templates=tuple(_shown(folder / each) for each in settings.get("templates", ())),
        values=settings.get("values"),
        audit_select=tuple(settings.get("audit", {}).get("select", ())),
        audit_ignore=tuple(settings.get("audit", {}).get("ignore", ())),
        live_token=settings.get("live", {}).get("token", ""),
        live_values={
            name: {_text(old): _text(new) for old, new in pairs.items()}
            for name, pairs in settings.get("live", {}).get("values", {}).items()
        },
        path=path,
    )


def _place(folder: Path, written: str) -> str:
    """The file that is `written` in the settings in `folder`, or the URL."""
    from generator.reading.source.files import is_url

    return written if is_url(written) else str(_shown(folder / written))


def _shown(path: Path) -> Path:
    """`path` as short as messages and reports want it: relative to the current folder where it is below."""
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path


def _fault(key: str, value: Any) -> str | None:  # noqa: ANN401
    """What is wrong with one setting, with the remedy."""
    match key:
        case "spec" | "output":
            is_right = isinstance(value, str) and value != ""
            remedy = "must be a path; write one such as " + ("openapi.yaml" if key == "spec" else "samples")
        case "server":
            is_right = isinstance(value, str) and value != ""
            remedy = "must be an address; write one such as https://api.example.com"
        case "fetch":
            is_right = isinstance(value, bool)
            remedy = "must be true or false; write true"
        case "languages" | "templates" | "overlays" | "flows":
            is_right = isinstance(value, list) and all(isinstance(each, str) for each in value)
            instance = {
                "languages": "curl, python",
                "overlays": "fixes.overlay.yaml",
                "flows": "flows.arazzo.yaml",
            }.get(key, key)
            remedy = f"must be a list of texts; write one such as [{instance}]"
        case "values":
            is_right = value in get_args(Values)
            meant = closest_name(str(value), get_args(Values)) or "env"
            remedy = f"must be one of env, placeholder, example; write {meant}"
        case "audit":
            is_right = isinstance(value, dict) and all(map(_is_rule_list, value, value.values()))
            remedy = "takes the lists select and ignore of rule ids; write one such as ignore: [WP605]"
        case "live":
            is_right = isinstance(value, dict) and all(map(_is_live, value, value.values()))
            remedy = (
                "takes token, the id of a request, and values: by operation, what is sent in place of what; "
                "write one such as values: {getPet: {42: 1007}}"
            )
        case _:
            meant = closest_name(str(key), _KEYS)
            hint = f"did you mean '{meant}'?" if meant else f"there are {_LISTED}"
            return f"setting '{key}' is not known; {hint}"
    return None if is_right else f"setting '{key}' {remedy}"


def _is_rule_list(key: str, value: Any) -> bool:  # noqa: ANN401
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return key in ("select", "ignore") and is_list and all(each.startswith("WP") for each in value)


def _is_live(key: str, value: Any) -> bool:  # noqa: ANN401
    if key == "token":
        return isinstance(value, str) and "/" in value
    return (
        key == "values"
        and isinstance(value, dict)
        and all(isinstance(pairs, dict) for pairs in value.values())
        and not any(isinstance(each, dict | list) for pairs in value.values() for each in pairs.values())
    )


def _text(value: Any) -> str:  # noqa: ANN401
    """What a scalar is called in a request: a number by its digits, true as ``true``."""
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _line(path: Path, key: str) -> int | None:
    """The line on which a setting stands."""
    text = path.read_text("utf-8", "replace").splitlines()
    start = next((n for n, line in enumerate(text) if line.strip() == "[tool.wireproof]"), 0)
    names = (f"{key}:", f"{key} ", f"{key}=", f'"{key}"', f"'{key}'")
    found = (n for n, line in enumerate(text[start:], start + 1) if line.lstrip().startswith(names))
    return next(found, None)
