"""The configuration of a project: ``wireproof.yaml``, or ``[tool.wireproof]`` in ``pyproject.toml``."""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.errors import GeneratorError

_KEYS = {"spec": str, "languages": list, "output": str, "templates": list, "values": str}
_VALUES = ("env", "placeholder", "example")


@dataclass(frozen=True, slots=True)
class Config:
    """What a project settled; paths are relative to the current folder, and None or empty is not said.

    `spec` is the description, `languages` the names wanted, `output` the folder of the samples,
    `templates` folders with languages of the project's own, `values` one of env, placeholder, example.
    """

    spec: Path | None = None
    languages: tuple[str, ...] = ()
    output: Path | None = None
    templates: tuple[Path, ...] = ()
    values: Any = None


def load_config(folder: Path) -> Config:
    """The configuration in `folder` or the nearest folder above it that has one; else an empty one.

    Raises:
        GeneratorError: the file cannot be read, or a key or value in it is not known.
    """
    for place in (folder, *folder.parents):
        own = place / "wireproof.yaml"
        if own.is_file():
            return _config(own, _yaml(own))
        shared = place / "pyproject.toml"
        if shared.is_file() and (table := _toml(shared).get("tool", {}).get("wireproof")) is not None:
            return _config(shared, table)
    return Config()


def _yaml(path: Path) -> Any:  # noqa: ANN401
    import yaml

    try:
        return yaml.safe_load(path.read_text("utf-8")) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise GeneratorError(f"is not valid YAML: {error.problem}", path, line) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not valid YAML in UTF-8: {error}", path) from error


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not valid TOML: {error}", path) from error


def _config(path: Path, table: Any) -> Config:  # noqa: ANN401
    if not isinstance(table, Mapping):
        raise GeneratorError(f"holds no table of settings; write one of {', '.join(_KEYS)}", path)
    for key, value in table.items():
        _check(path, str(key), value)
    base = path.parent
    return Config(
        spec=_relative(base / table["spec"]) if "spec" in table else None,
        languages=tuple(table.get("languages", ())),
        output=_relative(base / table["output"]) if "output" in table else None,
        templates=tuple(_relative(base / name) for name in table.get("templates", ())),
        values=table.get("values"),
    )


def _check(path: Path, key: str, value: object) -> None:
    if key not in _KEYS:
        near = difflib.get_close_matches(key, _KEYS, n=1)
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(_KEYS)}"
        raise GeneratorError(f"setting {key!r} is not known; {hint}", path)
    if not isinstance(value, _KEYS[key]):
        raise GeneratorError(
            f"setting {key!r} must be a {'list of texts' if _KEYS[key] is list else 'text'}", path
        )
    if isinstance(value, list) and not all(isinstance(item, str) for item in value):
        raise GeneratorError(f"setting {key!r} must be a list of texts", path)
    if key == "values" and value not in _VALUES:
        raise GeneratorError(f"setting 'values' must be one of {', '.join(_VALUES)}", path)


def _relative(path: Path) -> Path:
    try:
        return path.resolve().relative_to(Path.cwd())
    except ValueError:
        return path
