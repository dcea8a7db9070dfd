"""A description in, files for language models out: ``llms.txt``, and a file for each operation and flow.

The files have the text of the reference pages without tabs, anchors or anything else that a browser needs.
"""

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from generator.model import Description, Refusal, Sample
from generator.publishing.pages.flow_views import flow_view
from generator.publishing.pages.page_template import PageTemplates
from generator.publishing.pages.pages import groups, page_names
from generator.publishing.pages.stamps import Stamps
from generator.publishing.pages.views import operation_view
from generator.rendering import Language, Values, render
from generator.rendering.render import render_flows

INDEX = "llms.txt"


class LlmsFiles(Struct, frozen=True):
    """The files by name, how many samples they hold, and how many of these are proven."""

    files: dict[str, str]
    samples: int
    proven: int


def llms_files(
    description: Description,
    languages: Mapping[str, Language],
    values: Values = "env",
    refusals: list[Refusal] | None = None,
) -> LlmsFiles:
    """``llms.txt`` (https://llmstxt.org) and ``<operation>.md`` with one sample a request and language.

    A sample whose very bytes the ledger does not have is called not proven. Where a language cannot send a
    request, the refusal joins `refusals`.

    Raises:
        GeneratorError: the ledger cannot be read.
        RefusedError: a language cannot send a request, and there is no list of `refusals`.
    """
    templates, stamps = PageTemplates(tabs="none"), Stamps(description.path)
    samples: dict[str, list[Sample]] = defaultdict(list)
    for sample in render(description.requests, languages.values(), values, refusals):
        samples[sample.request.id].append(sample)
    names = page_names(description.operations)
    flow_names = page_names(description.flows, names.values())
    index = templates.render(
        "llms.txt.jinja",
        description=description,
        groups=groups(description.operations),
        pages=names,
        flow_pages=flow_names,
    )
    files = {INDEX: index}
    for flow in description.flows:
        samples[flow.id] = list(render_flows([flow], languages.values(), values, refusals))
        view = flow_view(flow, samples[flow.id], languages, stamps)
        files[flow_names[flow.id]] = templates.render("llms_flow.md.jinja", flow=view)
    for operation in description.operations:
        page = operation_view(operation, samples, languages, stamps)
        files[names[operation.id]] = templates.render("llms_operation.md.jinja", operation=page)
    every = [sample for each in samples.values() for sample in each]
    return LlmsFiles(files, len(every), sum(stamps.of(sample) is not None for sample in every))
