"""The description that pages are held against."""

from typing import TYPE_CHECKING

import click

from generator.cli.options import ReadingSettings, tell_ignored

if TYPE_CHECKING:
    from generator.model import Description
    from generator.reading.body_schemas import BodySchemas

# Where an API is that no address is known of: on the machine that the description comes from, which a
# relative address is relative to (OpenAPI 3.1 §4.8.5). Rules know that this machine's name says nothing.
_NOWHERE = "http://localhost"


def read_spec(spec: str, asked: ReadingSettings, *, needs_address: bool) -> "tuple[Description, BodySchemas]":
    """The description with the schemas of its bodies; what was ignored in it is reported on standard error.

    Where it names no server, samples are matched by their paths, unless the caller `needs_address`.

    Raises:
        GeneratorError: it cannot be read.
    """
    from generator.reading import read_with_document
    from generator.reading.body_schemas import body_schemas

    description, document = read_with_document(spec, **asked, otherwise="" if needs_address else _NOWHERE)
    tell_ignored(description)
    if document is None:  # a HAR
        return description, {}
    if document.base == _NOWHERE:
        message = "names no absolute server; samples were matched to it by their paths, --server names it"
        click.echo(f"{spec}: {message}", err=True)
    return description, body_schemas(document)
