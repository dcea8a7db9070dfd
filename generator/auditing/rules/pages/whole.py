"""The page as a whole: what its samples say about each other, and what stands outside of them."""

from collections.abc import Iterator, Sequence

from generator.auditing.pages import Page
from generator.auditing.rules.authentication.in_urls import shown_secrets
from generator.auditing.rules.authentication.leaks import prose_leaks
from generator.auditing.rules.pages.placed import placed
from generator.auditing.rules.pages.schemes import scheme_faults
from generator.auditing.rules.pages.siblings import sibling_faults
from generator.auditing.rules.samples import Sample
from generator.auditing.understanding.call import Fault


def page_faults(page: Page, samples: Sequence[Sample]) -> Iterator[Fault]:
    """The faults of a page; their lines are 1-based lines of the file."""
    # A message that is shown says nothing of its scheme.
    calls = [placed(sample, call) for sample in samples if sample.language != "http" for call in sample.calls]
    yield from scheme_faults(page, calls)
    yield from sibling_faults(page, calls)
    yield from prose_leaks(page)
    yield from shown_secrets(page)
    message = "the code block is never closed: the rest of the page is shown as code"
    for sample in samples:
        if not sample.block.closed:
            yield Fault("WP511", message, sample.block.line - 1, None, "Close the fence.")
