"""Links of a page: over http to the host that the samples call with https, to nowhere, and turned around."""

import pytest
from audited import findings as findings_of

from generator.auditing.auditor import audit_sources

MARKDOWN = "# Keys\n\n{}\n\n```bash\ncurl -f -m 9 https://api.acme.dev/items\n```\n"
HTML = "<h1>Keys</h1>\n\n{}\n\n<pre><code>curl -f -m 9 https://api.acme.dev/items</code></pre>\n"
RESTRUCTURED = "Keys\n====\n{}\n\n.. code-block:: bash\n\n   curl -f -m 9 https://api.acme.dev/items\n"


@pytest.mark.parametrize(
    ("name", "page", "link", "is_told"),
    [
        ("a.md", MARKDOWN, "See [your keys](http://api.acme.dev/keys).", True),
        ("a.md", MARKDOWN, "See <http://api.acme.dev/keys>.", True),
        ("a.md", MARKDOWN, "See [your keys](https://api.acme.dev/keys).", False),
        ("a.md", MARKDOWN, "See [your keys](http://docs.acme.dev/keys).", False),
        ("a.rst", RESTRUCTURED, "See `your keys <http://api.acme.dev/keys>`_.", True),
        ("a.html", HTML, '<a href="http://api.acme.dev">your keys</a>', True),
        ("a.html", HTML, '<a href="https://api.acme.dev">your keys</a>', False),
    ],
)
def test_a_link_goes_where_the_samples_go(name, page, link, is_told):
    findings = audit_sources([(name, page.format(link).encode())]).findings
    assert ((3, "WP501") in {(each.line, each.rule) for each in findings}) is is_told


def test_two_links_are_told_of_once():
    page = MARKDOWN.format("[a](http://api.acme.dev/a) and [b](http://api.acme.dev/b)")
    findings = audit_sources([("a.md", page.encode())]).findings
    assert [each.rule for each in findings].count("WP501") == 1


def told(text: str) -> list[int]:
    page = f"# Keys\n\n[above](#keys)\n\n{text}\n\n## OAuth 2.0: `<scopes>` & more\n\n### Última {{#last}}\n"
    return [each.line for each in findings_of(page) if each.rule == "WP507"]


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("See [the scopes](#scopes).", True),
        ("See [the scopes](#oauth-20-scopes--more).", False),
        ("See [the scopes](#oauth-2-0-scopes-and-more) and [it](#oauth-20-scopes--more-1).", False),
        ("See [the last](#last), [it](#ltima) and [it](#%C3%BAltima).", False),
        ("See [an operation](#operation/read) and `[x](#y)`.", False),
        ("<!-- [x](#y) -->", False),
        ("See [the rest](#the-rest-).\n\n## The rest <!-- not in the contents -->", False),
        ('<a name="Keys+read"></a>[read](#Keys+read)', False),
        ("Take (a library)[https://acme.dev/libraries].", True),
        ("Call f(x)[0] or (a)[b], (a)[https://acme.dev](https://acme.dev).", False),
        ("`(a library)[https://acme.dev/libraries]`", False),
    ],
)
def test_a_link_within_the_page_leads_to_what_is_there(text, is_told):
    assert told(text) == ([5] if is_told else [])


def test_where_no_link_leads_anywhere_the_headings_are_elsewhere():
    page = "# Keys\n\n[errors](#errors) and [scopes](#scopes)\n"
    assert not [each for each in findings_of(page) if each.rule == "WP507"]
