"""The description that pages are held against: whole where it can be, else what is understood of it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.errors import FaultsError, GeneratorError

if TYPE_CHECKING:
    from generator.model import Description
    from generator.reading.body_schemas import BodySchemas


def read_spec(
    spec: Path, server: str, *, fetch: bool, needed_by: str = ""
) -> "tuple[Description, BodySchemas]":
    """The description with the schemas of its bodies; what was not understood is said on standard error.

    An option that it is `needed_by`, as it makes samples or a server of it, needs all of it.

    Raises:
        GeneratorError: it cannot be read; or it has faults, and is `needed_by` an option.
    """
    from generator.reading.body_schemas import read_with_body_schemas

    try:
        return read_with_body_schemas(spec, server, fetch=fetch)
    except GeneratorError as error:
        if needed_by:
            message = f"{needed_by} needs a description without faults; without it, one with faults does"
            errors = error.errors if isinstance(error, FaultsError) else [error]
            raise FaultsError([GeneratorError(message, spec), *errors]) from error
        return _understood(spec, server, error, fetch=fetch)


def _understood(
    spec: Path, server: str, refused: GeneratorError, *, fetch: bool
) -> "tuple[Description, BodySchemas]":
    from generator.reading.lenient import understood

    try:
        found = understood(spec, server, fetch=fetch)
    except GeneratorError:
        raise refused from None  # which says all that is wrong
    for note in found.notes:
        click.echo(f"{spec}: {note}", err=True)
    return found.description, found.schemas
