"""What ``wireproof audit`` writes into pages: repairs (``--fix``) and our own samples (``--adopt``)."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.auditing.adopting import Adopted
    from generator.config import Config
    from generator.errors import GeneratorError
    from generator.model import Description

ChangedPages = list[tuple[Path, bytes]]


def fixed_pages(
    paths: tuple[Path, ...], description: "Description | None", rules: frozenset[str], jobs: int | None
) -> ChangedPages:
    """The pages that have something to mend, mended; each is named on standard error."""
    from generator.auditing.auditor import audit
    from generator.auditing.mending import mended

    changed = []
    for path, data, count in mended(audit(paths, description, rules, jobs)):
        click.echo(f"{path}: {count} mended", err=True)
        changed.append((path, data))
    return changed


def adopted_pages(paths: tuple[Path, ...], description: "Description", config: "Config") -> ChangedPages:
    """The pages with our samples in the place of theirs; each block is named on standard error.

    Raises:
        GeneratorError: as a `FaultsError`, the pages with a marked block that is wrong; none is written then.
    """
    from generator.errors import FaultsError, GeneratorError

    found: list[Adopted] = []
    faults: list[GeneratorError] = []
    for each in _adopted(paths, description, config):
        if isinstance(each, GeneratorError):
            faults.append(each)
        else:
            found.append(each)
    if faults:
        raise FaultsError(faults)
    for each in found:
        _tell(each)
    return [(each.path, each.data) for each in found if each.blocks]


def _adopted(
    paths: tuple[Path, ...], description: "Description", config: "Config"
) -> "Iterator[Adopted | GeneratorError]":
    from generator.auditing.adopting import adopted_page as adopted_page
    from generator.auditing.auditor import contents
    from generator.auditing.described.endpoints import endpoints
    from generator.errors import GeneratorError
    from generator.publishing.sync.sync import Samples
    from generator.rendering import load_languages

    known = endpoints(description)
    offered = Samples(description, load_languages(config.templates), config.values or "env")
    for name, data in contents(paths):
        try:
            yield adopted_page(Path(name), data, known, offered)
        except GeneratorError as error:
            yield error


def _tell(page: "Adopted") -> None:
    for line, sample_id in page.blocks:
        click.echo(f"{page.path}:{line}: adopted {sample_id}", err=True)
    for line, reason in page.kept:
        click.echo(f"{page.path}:{line}: kept, for it {reason}", err=True)


def write_pages(changed: ChangedPages) -> None:
    """Write each page, whole or not at all."""
    from generator.publishing.files import replace

    for path, data in changed:
        replace(path, data)


def show_changes(changed: ChangedPages) -> None:
    """Print what would change as a unified diff."""
    from generator.publishing.files import unified_diffs

    for path, data in changed:
        text = {str(path): data.decode("utf-8", "replace")}
        click.echo("".join(unified_diffs(Path(), text)), nl=False)
