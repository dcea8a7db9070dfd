"""A description in, `Description` out: OpenAPI in YAML or JSON, and the configuration."""

from pathlib import Path

from generator.model import Description


def read(path: str | Path) -> Description:
    """Read and check the OpenAPI description at `path`.

    Raises:
        GeneratorError: the file cannot be read; or, as a `FaultsError`, all that is wrong in it.
    """
    from generator.reading.document import Document
    from generator.reading.openapi import description
    from generator.reading.yaml_source import parse_yaml

    text = Path(path).read_text(encoding="utf-8")
    return description(Document(str(path), parse_yaml(text, str(path))))
