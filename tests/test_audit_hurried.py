"""Pages as a hurried writer gets them wrong: what one part says, and another does not."""

import pytest
from audited import findings, rules, rules_of

SHOWN = "```bash\ncurl -f https://a.dev\n```\n\n```python\nprint(1)\n```\n"


def test_languages_that_a_sentence_promises_are_shown():
    assert "WP507" in rules(f"Examples are available for cURL, Python and Ruby.\n\n{SHOWN}")
    assert "WP507" in rules(f"For the body, see the Ruby example.\n\n{SHOWN}")
    for right in (
        "Examples are available for cURL and Python.",
        "There are SDKs with examples for cURL, Python and Ruby.",
        "Examples go beyond cURL and Python.",
        "Examples in PHP and Ruby are at the end.",
    ):
        assert "WP507" not in rules(f"{right}\n\n{SHOWN}")


def test_a_code_in_a_table_has_its_own_words():
    table = "| Code | Meaning |\n|---|---|\n| 401 | {} |\n"
    assert "WP509" in rules(table.format("Forbidden -- your key is wrong"))
    for right in ("Unauthorized", "Gone fishing", "The key is wrong", "Not a Found key"):
        assert "WP509" not in rules(table.format(right))


def test_the_answer_is_of_the_page_that_was_asked_for():
    text = '# A\n\n```bash\ncurl -f "https://api.acme.dev/a?page=2"\n```\n\n```json\n{"data": [], "page": %d}\n```\n'
    assert "WP518" in rules(text % 1)
    assert "WP518" not in rules(text % 2)


def test_an_answer_with_a_slip_is_read_all_the_same():
    text = (
        "# A\n\n```py\nimport requests\nd = requests.get('https://api.acme.dev/a', timeout=5).json()\n"
        'print(d["%s"])\n```\n\n```json\n{"id": "ab...", "name": "x",}\n```\n'
    )
    assert "WP518" in rules(text % "title")
    assert "WP518" not in rules(text % "name")


def test_scopes_are_parted_by_spaces():
    sample = (
        'curl -f -u "$A:$B" https://a.dev/token -d grant_type=client_credentials --data-urlencode "scope={}"'
    )
    assert "WP514" in rules_of("bash", sample.format("read,write"))
    assert "WP514" not in rules_of("bash", sample.format("read write"))


def test_a_value_with_a_space_is_told_beside_one_in_a_variable():
    sample = 'curl -f https://a.dev/x -d "id=$ID" -d "note={}"'
    text = f"```bash\n{sample.format('a b')}\n```\n"
    found = [each.message for each in findings(text)]
    assert any("note has ' '" in message for message in found)


def test_a_token_alone_is_told_where_the_others_say_bearer():
    curl = '```bash\ncurl -f -H "Authorization: Bearer $TOKEN" https://api.acme.dev/a\n```\n\n'
    php = "```php\n$ch = curl_init('https://api.acme.dev/a');\ncurl_setopt($ch, CURLOPT_HTTPHEADER, [\"Authorization: Bearer $token\"]);\n```\n\n"
    go = '```go\nreq, err := http.NewRequest("GET", "https://api.acme.dev/a", nil)\nreq.Header.Set("Authorization", {})\nres, err := http.DefaultClient.Do(req)\n```\n'
    assert "WP513" in rules(f"# A\n\n{curl}{php}{go.format('token')}")
    assert "WP513" not in rules(f"# A\n\n{curl}{php}{go.format('header')}")


def test_a_request_that_sends_a_body_is_the_model_for_its_method():
    curl = "```bash\ncurl -f -X GET https://api.acme.dev/a -d b=1\n```\n\n"
    py = "```py\nimport requests\nrequests.post('https://api.acme.dev/a', data={'b': 1}, timeout=5)\n```\n"
    found = findings(f"# A\n\n{curl}{py}")
    assert [(each.line, each.fix) for each in found if each.rule == "WP505"] == [(4, "Write POST.")]


def test_fields_of_a_domain_have_types_where_the_others_do():
    text = "A\n=\n\n.. http:get:: /a\n\n   :query int limit: how many\n   :query{} page: which\n"
    assert "WP508" in rules(text.format(""), "a.rst")
    assert "WP508" not in rules(text.format(" int"), "a.rst")


def test_a_missing_call_is_read_as_one():
    text = 'var c = new HttpClient();\nvar r = await c.GetAsync("https://a.dev");\nr.EnsureSuccessStatusCode;\nConsole.WriteLine(r.Bdy);'
    assert "WP101" in rules_of("csharp", text)
    assert "WP101" not in rules_of("csharp", text.replace("Code;", "Code();"))


def test_the_types_of_a_table_hold_for_the_answer():
    text = '# A\n\n| Field | Type | Description |\n|---|---|---|\n| `id` | %s | the id |\n| `at` | string | when |\n\n```json\n{"id": "12", "at": "ab...",}\n```\n'
    assert "WP518" in rules(text % "integer")
    assert "WP518" not in rules(text % "string")


def test_a_middleware_may_add_headers_by_any_name():
    sample = "app.use({});\napp.get('/', (req, res) => res.send(req.headers['Auth-User']));"
    assert "WP111" in rules_of("js", sample.format("express.json()"))
    assert "WP111" not in rules_of("js", sample.format("handler.run"))


def test_the_hash_of_a_sample_is_the_one_of_the_text():
    text = "# A\n\nThe header is the HMAC-SHA256 of the body.\n\n```js\ncrypto.createHmac('%s', key).update(raw);\n```\n"
    assert "WP519" in rules(text % "sha1")
    assert "WP519" not in rules(text % "sha256")


def test_credentials_of_basic_have_their_scheme():
    text = 'var a = Convert.ToBase64String(b);\nvar c = new HttpClient();\nc.DefaultRequestHeaders.Add("Authorization", {});'
    assert "WP211" in rules_of("csharp", text.format("a"))
    assert "WP211" not in rules_of("csharp", text.format('"Basic " + a'))


def test_a_ruby_sample_without_its_end_is_judged_all_the_same():
    text = "require 'json'\nres = http.request(req) do |r|\n  puts JSON.parse(res)"
    assert {"WP101", "WP111"} <= rules_of("ruby", text)


def test_credentials_that_the_text_puts_into_authentication_are_told():
    assert "WP211" in rules("Send `Authentication: Bearer {token}` with each request.\n")
    for right in (
        "Send `Authorization: Bearer {token}`.",
        "# Authentication: Basic",
        "Authentication: Bearer",
    ):
        assert "WP211" not in rules(f"{right}\n")


@pytest.mark.parametrize(
    ("words", "status", "is_told"),
    [
        ("Token is invalid", 405, True),
        ("Invalid API key", 405, True),
        ("Credentials missing", 405, True),
        ("Token is invalid", 401, False),
        ("Method not allowed", 405, False),
        ("The method is not allowed for an invalid token", 405, False),
        ("The item is invalid", 405, False),
    ],
)
def test_a_token_is_refused_with_401_and_not_as_a_method(words, status, is_told):
    page = f'# A\n\n```json\n{{\n  "response": "{words}",\n  "status": {status}\n}}\n```\n'
    told = [each for each in findings(page) if each.rule == "WP509"]
    assert [each.line for each in told if "405 refuses" in each.message] == [6] * is_told
