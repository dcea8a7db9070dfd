"""Links in clear text to the host that the samples call with https."""

import pytest

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
