"""A description's pages: one for each operation and an index, in CommonMark with language tabs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from generator.model import Description, Flow, Operation, Refusal, Sample
from generator.parallel import map_shares
from generator.publishing.pages.flow_views import flow_view
from generator.publishing.pages.page_template import PageTemplates
from generator.publishing.pages.stamps import Stamps
from generator.publishing.pages.views import operation_view
from generator.rendering import Language, Values, render
from generator.rendering.render import render_flows

TabStyle = Literal["material", "none"]
_LEAST = 100  # operations that are worth a process


def pages(
    description: Description,
    languages: Mapping[str, Language],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
    *,
    tabs: TabStyle = "material",
    templates: Path | None = None,
    jobs: int | None = None,
) -> dict[str, str]:
    """The pages by file name: ``index.md``, one for each flow, then ``<operation>.md`` for each operation.

    The samples are those in the `languages`; what the ledger beside the description says of their very
    bytes is their stamp. Where a language cannot send a request, the refusal joins `refusals`. `templates`
    is a folder whose templates replace ours. Many operations are shared among `jobs` processes, by default
    one a core.

    Raises:
        GeneratorError: a template or the ledger cannot be used.
        RefusedError: a language cannot send a request, and there is no list of `refusals`.
    """
    names = page_names(description.operations)
    flow_names = page_names(description.flows, names.values())
    page_templates = PageTemplates(templates, tabs)
    stamps = Stamps(description.path)

    def made(operations: Sequence[Operation]) -> tuple[dict[str, str], list[Refusal]]:
        refused: list[Refusal] = []
        grouped: dict[str, list[Sample]] = defaultdict(list)
        requests = (request for operation in operations for request in operation.requests)
        for sample in render(requests, languages.values(), values, None if refusals is None else refused):
            grouped[sample.request.id].append(sample)
        texts = {
            names[operation.id]: page_templates.render(
                "operation.md.jinja", operation=operation_view(operation, grouped, languages, stamps)
            )
            for operation in operations
        }
        return texts, refused

    index = page_templates.render(
        "index.md.jinja",
        description=description,
        groups=groups(description.operations),
        pages=names,
        flow_pages=flow_names,
    )
    result = {"index.md": index}
    programs: dict[str, list[Sample]] = {flow.id: [] for flow in description.flows}
    for sample in render_flows(description.flows, languages.values(), values, refusals):
        programs[sample.id.partition("/")[2]].append(sample)
    for flow in description.flows:
        view = flow_view(flow, programs[flow.id], languages, stamps)
        result[flow_names[flow.id]] = page_templates.render("flow.md.jinja", flow=view)
    for texts, refused in map_shares(description.operations, made, _LEAST, jobs):
        result |= texts
        if refusals is not None:
            refusals += refused
    return result


def page_names(owners: Iterable[Operation | Flow], others: Iterable[str] = ()) -> dict[str, str]:
    """The file of each operation or flow by its id: ``<id>.md``, with a ``-`` where that name is taken.

    Those of an index are, and the `others`.
    """
    taken = {"index.md", "readme.md", *(other.casefold() for other in others)}
    names: dict[str, str] = {}
    for owner in owners:
        name = f"{owner.id.removeprefix('flow/') if isinstance(owner, Flow) else owner.id}.md"
        while name.casefold() in taken:
            name = f"{name[:-3]}-.md"
        taken.add(name.casefold())
        names[owner.id] = name
    return names


def groups(operations: Iterable[Operation]) -> list[tuple[str, list[Operation]]]:
    """The operations by their first tag, in the order of the description; those without one come first."""
    groups: dict[str, list[Operation]] = defaultdict(list)
    for operation in operations:
        groups[operation.tags[0] if operation.tags else ""].append(operation)
    if len(groups) == 1:
        return [("", each) for each in groups.values()]
    return sorted(groups.items(), key=lambda group: bool(group[0]))
