"""A description's pages: one for each operation and an index, in CommonMark with language tabs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from generator.model import Description, Operation, Sample
from generator.publishing.page_template import PageTemplates
from generator.publishing.stamps import Stamps
from generator.publishing.views import OperationView, operation_view
from generator.rendering import Language

Tabs = Literal["material", "none"]


def pages(
    description: Description,
    samples: Iterable[Sample],
    languages: Mapping[str, Language],
    *,
    tabs: Tabs = "material",
    templates: Path | None = None,
) -> dict[str, str]:
    """The pages by file name: ``index.md``, then ``<operation>.md`` for each operation.

    `samples` are all those of the description in the `languages`; what the ledger beside the description
    says of their very bytes is their stamp. `templates` is a folder whose templates replace ours.

    Raises:
        GeneratorError: a template or the ledger cannot be used.
    """
    page_templates = PageTemplates(templates, tabs)
    stamps = Stamps(description.path)
    grouped: dict[str, list[Sample]] = defaultdict(list)
    for sample in samples:
        grouped[sample.request.id].append(sample)
    names = page_names(description.operations)
    views = [
        operation_view(operation, names[operation.id], grouped, languages, stamps)
        for operation in description.operations
    ]
    made = {
        "index.md": page_templates.render("index.md.jinja", description=description, groups=_groups(views))
    }
    for view in views:
        made[view.page] = page_templates.render("operation.md.jinja", operation=view)
    return made


def page_names(operations: Iterable[Operation]) -> dict[str, str]:
    """The file of each operation by its id: ``<id>.md``, with a ``-`` where that is an index's name."""
    taken = {"index.md", "readme.md"}
    names: dict[str, str] = {}
    for operation in operations:
        name = f"{operation.id}.md"
        while name.casefold() in taken:
            name = f"{name[:-3]}-.md"
        taken.add(name.casefold())
        names[operation.id] = name
    return names


def _groups(views: Iterable[OperationView]) -> list[tuple[str, list[OperationView]]]:
    """The operations by their first tag, in the order of the description; those without one come first."""
    groups: dict[str, list[OperationView]] = defaultdict(list)
    for view in views:
        groups[view.tags[0] if view.tags else ""].append(view)
    if len(groups) == 1:
        return [("", operations) for operations in groups.values()]
    return sorted(groups.items(), key=lambda group: bool(group[0]))
