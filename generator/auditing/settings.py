"""The table ``audit`` of the configuration: which rules count.

```yaml
audit:
  select: [WP1, WP2]     # all, where left out
  ignore: [WP605]
```
"""

from dataclasses import dataclass
from pathlib import Path

from generator.errors import GeneratorError


@dataclass(frozen=True, slots=True)
class Settings:
    """The prefixes of rule ids that are selected and ignored."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def load_settings(folder: Path) -> Settings:
    """The settings of the nearest ``wireproof.yaml`` or ``pyproject.toml``; empty ones if none.

    Raises:
        GeneratorError: the table holds something else than lists of rule ids.
    """
    for parent in (folder, *folder.parents):
        own, shared = parent / "wireproof.yaml", parent / "pyproject.toml"
        if own.is_file():
            return _settings(own, _yaml(own))
        if shared.is_file() and (table := _toml(shared)) is not None:
            return _settings(shared, table)
    return Settings()


def _yaml(path: Path) -> object:
    from generator.reading.source import load

    content = path.read_bytes()
    return load(str(path)).tree if b"audit" in content else {}


def _toml(path: Path) -> object:
    content = path.read_bytes()
    if b"wireproof" not in content:
        return None
    import tomllib

    try:
        return tomllib.loads(content.decode("utf-8")).get("tool", {}).get("wireproof")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise GeneratorError(f"is not TOML: {error}; mend it", path) from error


def _settings(path: Path, table: object) -> Settings:
    audit = table.get("audit", {}) if isinstance(table, dict) else {}
    if not isinstance(audit, dict) or set(audit) - {"select", "ignore"}:
        raise GeneratorError("audit takes the lists select and ignore alone", path)
    return Settings(_prefixes(path, audit, "select"), _prefixes(path, audit, "ignore"))


def _prefixes(path: Path, audit: dict[str, object], key: str) -> tuple[str, ...]:
    listed = audit.get(key, [])
    if not isinstance(listed, list) or not all(
        isinstance(item, str) and item.startswith("WP") for item in listed
    ):
        raise GeneratorError(f"audit.{key} is a list of rule ids, such as WP203 or WP2", path)
    return tuple(str(item) for item in listed)
