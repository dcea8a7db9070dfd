"""The pages that this project writes itself, proven or made of what a description has, in every language."""

from pathlib import Path

import paths
import pytest

from generator.auditing.auditor import audit_sources
from generator.publishing.pages.pages import pages
from generator.reading import read
from generator.rendering.languages.language import load_languages

TESTS = paths.TESTS
SPECS = [
    TESTS.parent / "spec" / "token_endpoint.yaml",
    *sorted((TESTS / "cases" / "descriptions").glob("everything-*.yaml")),
]


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.name)
def test_no_page_of_ours_has_an_error_or_samples_that_disagree_about_credentials(spec: Path) -> None:
    written = pages(read(spec), load_languages(), refusals=[])
    report = audit_sources([(name, text.encode()) for name, text in written.items()])
    assert report.judged > 40
    wrong = [str(each) for each in report.findings if each.severity == "error" or each.rule == "WP513"]
    assert wrong == []
