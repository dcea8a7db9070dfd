"""A page of token requests, each of which cannot work, or must not be published, in a way of its own."""

import re
from itertools import pairwise

import paths
import pytest

from generator.auditing.auditor import audit_sources

PAGE = (paths.CASES / "audit" / "pages" / "broken_oauth.md").read_text("utf-8")
TABS = [
    (match[1], match[2], PAGE.count("\n", 0, match.start()) + 1)
    for match in re.finditer(r'^=== "(.+) \((WP\d+)\)"$', PAGE, re.MULTILINE)
]


@pytest.fixture(scope="module")
def found():
    return audit_sources([("page.md", PAGE.encode())]).findings


@pytest.mark.parametrize(("tab", "after"), list(pairwise([*TABS, ("", "", PAGE.count("\n") + 2)])), ids=str)
def test_each_broken_sample_of_a_page_is_reported_for_its_own_reason(found, tab, after):
    _, rule, line = tab
    assert rule in {each.rule for each in found if line < each.line < after[2]}


def test_the_page_has_samples_of_eight_languages():
    languages = set(re.findall(r"^    ```(\w+)$", PAGE, re.MULTILINE))
    assert languages == {"bash", "python", "go", "csharp", "javascript", "java", "php", "ruby"}
