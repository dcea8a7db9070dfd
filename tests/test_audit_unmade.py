"""Names that the fragments of a page work with and that nothing on it makes; credentials and requests besides."""

import pytest

from generator.auditing.auditor import audit_sources

CURL = "```bash\ncurl --fail --max-time 9 https://api.acme.dev/orders\n```\n"


def told(page, rule="WP102"):
    """The messages of one rule about a page, with their lines."""
    findings = audit_sources([("a.md", page.encode())]).findings
    return [(finding.line, finding.message) for finding in findings if finding.rule == rule]


def fragment(language, code):
    """A page with a request, so that it is one about an API, and a fragment below it."""
    return f"{CURL}\n```{language}\n{code}\n```\n"


@pytest.mark.parametrize(
    ("language", "code", "names"),
    [
        ("javascript", "acme.orders.create({ size: 3 });", "acme is"),
        ("python", "return redirect('https://a.dev?id=%s&to=%s' % (CLIENT_ID, TARGET))", "CLIENT_ID, TARGET are"),
        ("csharp", "var client = new AcmeClient(tenant, publicKey);", "tenant, publicKey are"),
        ("java", "Order order = acme.orders().get(3);", "acme is"),
    ],
)  # fmt: skip
def test_what_nothing_on_the_page_makes_is_told_once(language, code, names):
    page = fragment(language, code)
    assert told(page) == [(6, f"{names} given a value nowhere on the page")]
    assert len(told(f"{page}\n```{language}\n{code}\n```\n")) == 1


@pytest.mark.parametrize(
    ("language", "code", "maker"),
    [
        ("javascript", "acme.orders.create({ size: 3 });", "const acme = require('acme')('key');"),
        ("javascript", "acme.orders.create({ size: 3 });", "import {\n  acme,\n} from 'acme';"),
        ("python", "acme.orders.create(size=3)", "import acme"),
        ("python", "acme.create(f'{3}', b'x', __file__)", "with Client() as acme:\n    pass"),
        ("csharp", "var client = new AcmeClient(tenant);", 'string tenant = "acme";'),
        ("java", "Order order = acme.orders().get(3);", 'Acme acme = new Acme("key");'),
        ("java", "Order order = acme.orders().get(3);", "void show(Acme acme) { acme.close(); }"),
    ],
)
def test_what_another_sample_or_a_word_of_the_page_gives_is_not(language, code, maker):
    page = fragment(language, code)
    assert told(f"{page}\n```{language}\n{maker}\n```\n") == []
    assert told(f"Below, `acme` is the client and `tenant` your name.\n\n{page}") == []
    assert told(page.removeprefix(CURL)) == []
    assert told(fragment(language, f"{code}\n...")) == []


@pytest.mark.parametrize(
    ("language", "code", "call"),
    [
        ("javascript", "const load = async () => {\n  await fetch('https://a.dev/b');\n};", "load();"),
        (
            "javascript",
            "async function load() {\n  await fetch('https://a.dev/b');\n}",
            "load().catch(show);",
        ),
        ("python", "import requests\n\ndef load():\n    requests.get('https://a.dev/b')\n", "load()"),
        ("php", "function load()\n{\n  file_get_contents('https://a.dev/b');\n}", "load();"),
        ("ruby", "def load\n  Net::HTTP.get(URI('https://a.dev/b'))\nend", "load"),
    ],
)
def test_a_request_in_a_function_that_nothing_calls_is_told(language, code, call):
    page = f"```{language}\n{code}\n```\n"
    assert [message for _, message in told(page, "WP118")] == [
        "nothing calls load, so the sample sends nothing"
    ]
    for right in (
        f"```{language}\n{code}\n{call}\n```\n",
        f"{page}\nThen call `load`.\n",
        page.replace("def load()", "@app.get('/')\ndef load()") if "def load()" in page else "",
        page.replace("load()", "load(id)")
        .replace("() =>", "(id) =>")
        .replace("def load\n", "def load(id)\n"),
    ):
        assert told(right, "WP118") == []


def test_one_token_in_two_headers_is_told():
    page = "```bash\ncurl -f -m 9 https://a.dev/b -H 'Authorization: Bearer {}' -H '{}: {}'\n```\n"
    wrong = page.format("TOKEN_1", "access_token", "TOKEN_1")
    assert told(wrong, "WP304") == [(2, "the same token is sent in Authorization and in access_token")]
    assert told(page.format("TOKEN_1", "X-Tenant", "TOKEN_2"), "WP304") == []


def test_a_member_that_one_sample_alone_misspells_is_told():
    page = "```ruby\nAcme::Authorizaton.create()\n```\n\n```ruby\nAcme::{}.create(a: 1)\n```\n"
    (wrong,) = [each for each in told(page.format("Authorization")) if "alone" in each[1]]
    assert wrong[0] == 2
    assert "Authorization in the other samples" in wrong[1]
    for right in (
        page.format("Authorizations").replace("Authorizaton", "Authorization"),
        page.format("Authorization").replace("Acme::Authorizaton", "Other::Authorizaton"),
        f"{page.format('Authorization')}\nAn Authorizaton is spelt so by design.\n",
    ):
        assert not [each for each in told(right) if "alone" in each[1]]
