"""What pages say and do rightly, where a rule's shape fits and its meaning does not."""

import base64

import pytest

from generator.auditing.auditor import audit_sources


def messages(text: str, rule: str) -> list[str]:
    found = audit_sources([("page.md", text.encode())]).findings
    return [f"{each.message} {each.fix}" for each in found if each.rule == rule]


def block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n"


ERROR = block("json", '{\n  "error": "invalid_client",\n  "error_description": "unknown client"\n}')


@pytest.mark.parametrize("part", ["Response body", "Error format", "Example"])
def test_a_heading_for_a_part_of_an_answer_leaves_the_status_to_the_section(part):
    beside = f"## Errors\n\n### Unknown client\n\n#### Status: `401 Unauthorized`\n\n#### {part}\n\n{ERROR}"
    assert messages(beside, "WP509") == []
    table = f"## Errors\n\n| Status | Why |\n|---|---|\n| 401 | unknown |\n\n### {part}\n\n{ERROR}"
    assert messages(table, "WP509") == []
    assert messages(table.replace("401", "no"), "WP509")
    assert messages(beside.replace(part, "Unknown client"), "WP509")


TOKENS = "# Tokens\n\n{}\n\n" + block(
    "bash",
    "curl --fail -m 9 -u id:secret -d grant_type=client_credentials https://api.acme.dev/token",
)


def test_an_access_and_refresh_token_is_what_a_grant_brings():
    assert messages(TOKENS.format("Clients obtain an access and refresh token here."), "WP507") == []
    assert messages(TOKENS.format("Then refresh the token."), "WP507")
    assert messages(TOKENS.format("Have an access token or use the refresh token grant."), "WP507")


def test_doubled_braces_are_a_template_s():
    sample = 'import requests\nurl = "https://{}/items"\nrequests.get(url, timeout=9)'
    assert messages(block("python", sample.replace("{}", "{{url}}")), "WP115") == []
    assert messages(block("python", sample.replace("{}", "{url}")), "WP115")


def test_an_answer_under_its_own_title_above_the_samples_is_the_section_s():
    call = block("bash", "curl --fail -m 9 -H 'x-api-key: {key}' https://api.acme.dev/v1/items")
    page = (
        "# The API\n\nOne.\n\n## Items\n\nTwo.\n\n{}\n" + block("json", '{"id": 7}') + f"\nThree:\n\n{call}"
    )
    assert messages(page.replace("{}", "**Sample success response:**"), "WP517") == []
    assert messages(page.replace("{}", "**Sample error response:**"), "WP517")


def test_what_is_called_is_no_placeholder():
    text = "text = 'GET/items'\nsignature = HEX(HMAC(secret, text))"
    assert messages(block("python", text), "WP105") == []
    assert [each.partition(",")[0] for each in messages(block("python", text), "WP102")] == [
        "HEX is called",
        "HMAC is called",
    ]
    assert messages(block("python", "import json\nprint(json.loads(BODY))"), "WP105")


def test_a_body_that_could_not_be_read_is_not_missing():
    sample = (
        '<?php\n$ch = curl_init("https://api.acme.dev/items");\ncurl_setopt($ch, CURLOPT_POST, true);\n'
        "curl_setopt($ch, CURLOPT_POSTFIELDS, {});\n"
        'curl_setopt($ch, CURLOPT_HTTPHEADER, ["Content-Type: application/json"]);\necho curl_exec($ch);'
    )
    wrong = sample.replace("{}", 'json_encode({"a": "b"})')
    assert messages(block("php", wrong), "WP101")
    assert messages(block("php", wrong), "WP213") == []
    assert messages(block("php", sample.replace("curl_setopt($ch, CURLOPT_POSTFIELDS, {});\n", "")), "WP213")


def test_only_a_synchronous_request_of_a_browser_is_deprecated():
    sample = 'const request = new XMLHttpRequest();\nrequest.open("GET", "https://api.acme.dev/items"{});'
    assert messages(block("js", sample.format("")), "WP602") == []
    assert messages(block("js", sample.format(", true")), "WP602") == []
    assert "synchronous" in messages(block("js", sample.format(", false")), "WP602")[0]


def test_what_takes_the_place_of_a_class_does_what_it_did():
    told = messages(block("java", "import javax.xml.bind.DatatypeConverter;"), "WP601")
    assert "HexFormat" in told[0]


def test_the_mark_of_a_shell_is_no_part_of_a_body():
    answer = 'HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: {}\n\n{{"id": 7}}%'
    told = messages(block("http", answer.format(9)), "WP211")
    assert len(told) == 1
    assert "the shell's" in told[0]
    assert "the body has 9 bytes" in messages(block("http", answer.format(40)), "WP211")[0]


def test_an_indented_address_is_to_be_one_line():
    told = messages(block("bash", "curl --fail -m 9 'https://api.acme.dev/items\n  ?page=2'"), "WP208")
    assert not any("%20" in each for each in told)
    assert "%20" in messages(block("bash", "curl --fail -m 9 'https://api.acme.dev/my items'"), "WP208")[0]


def test_a_bound_of_a_difference_is_none_of_its_parts():
    page = "# Send\n\n* `exp`: when it ends, {} 3600\n\n" + block(
        "bash", "curl -fm 9 -d exp=5000 https://a.dev/t"
    )
    assert messages(page.format("`exp-iat` ≤"), "WP514") == []
    assert messages(page.format("exp - iat <="), "WP514") == []
    assert messages(page.format("≤"), "WP514")
    assert messages(page.format("a number - at most"), "WP514")


def test_what_a_list_calls_a_placeholder_is_no_name_that_is_sent():
    page = "# Orders\n\n| Parameter | Description |\n|---|---|\n| `PEN_ID` | The pen |\n| `INK_ID` | The ink |\n\n"
    sample = block("bash", "curl -fm 9 -d pen_id={} -d ink_id={} https://a.dev/orders")
    assert messages(page + sample.format("[PEN_ID]", "[INK_ID]"), "WP514") == []
    assert messages(page + sample.format("red", "blue"), "WP514")
    typed = page.replace("Description |", "Type |").replace("The pen", "string").replace("The ink", "string")
    assert messages(typed + sample.format("[PEN_ID]", "[INK_ID]"), "WP514")


def test_what_a_reader_has_is_no_list_of_what_a_request_takes():
    page = "# Orders\n\n{} `from` and `to`.\n\n" + block(
        "bash", "curl -fm 9 'https://a.dev/o?from=1&to=2&page=3'"
    )
    assert messages(page.format("Set the client up with your"), "WP514") == []
    assert messages(page.format("Call it with the"), "WP514")


def test_request_reads_json_where_the_body_is_given_so():
    call = "\nrequest({}, (error, response, body) => use(body.id));"
    first = "const request = require('request');\n"
    for options in ("{ url: u, json: { a: 1 } }", '{ url: u, "json": true }'):
        assert messages(block("js", first + call.format(options)), "WP111") == []
        assert (
            messages(block("js", first + f"var options = {options};" + call.format("options")), "WP111") == []
        )
    assert messages(block("js", first + "var options = { url: u };" + call.format("options")), "WP111")


def test_a_token_whose_claims_are_placeholders_is_an_example():
    def token(issuer: str) -> str:
        payload = base64.urlsafe_b64encode(f'{{"iss":"{issuer}","iat":1447273096}}'.encode()).decode()
        return f"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{payload.rstrip('=')}.fQGPSV85QPhbNmuu86CIgZiluKBvZKdNmzM6vo11DM"

    for issuer in ("your-api-key", "<client id>", "https://example.com/", "{{clientId}}"):
        assert messages(block("http", f"Authorization: JWT {token(issuer)}"), "WP301") == []
        assert messages(f"Send {token(issuer)} then.", "WP301") == []
    assert messages(block("http", f"Authorization: JWT {token('acme')}"), "WP301")
    assert messages(f"Send {token('yours-truly')} then.", "WP301")


@pytest.mark.parametrize("prompt", ["", "$ "])
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quote_that_takes_in_the_next_option_is_told_and_not_what_follows_from_it(prompt, quote):
    rows = [
        f"{prompt}curl -X POST https://a.dev/items \\",
        "-H 'Content-Type: application/json' \\",
        f"-H {quote}x-token: <your-token> \\",
        "-d '{",
        '  "id": "d"',
        "}'",
    ]
    page = block("bash", "\n".join(rows))
    told = messages(page, "WP101")
    assert len(told) == 1
    assert f"the quote {quote} is never closed on its line" in told[0]
    assert messages(page, "WP213") == []
    assert messages(page.replace("token> ", f"token>{quote} "), "WP101") == []


def test_a_command_or_a_body_in_quotes_may_go_on_with_an_option():
    for right in (
        "ssh host 'curl -f https://a.dev \\\n  -H \"A: b\"'",
        'curl -f https://a.dev -H "A: $(sign \\\n  --key k.pem)"',
        "curl -f https://a.dev -d 'sign \\\n --key k.pem'",
    ):
        assert messages(block("bash", right), "WP101") == []


def test_the_body_of_a_token_request_is_told_by_its_rule_alone():
    fields = '{"%s": "client_credentials", "client_id": "a", "client_secret": "b"}'
    sample = (
        "import requests\n\nrequests.post('https://api.acme.dev/token', %s=%s, timeout=9).raise_for_status()"
    )
    pair = "grant_type=client_credentials&client_id=a&client_secret=b"
    page = (
        "# Token\n\n"
        + block("bash", f"curl --fail -m 9 -d '{pair}' https://api.acme.dev/token")
        + block("python", sample % ("json", fields % "grant_type"))
    )
    assert messages(page, "WP206")
    assert messages(page, "WP504") == []
    other = page.replace("grant_type", "kind").replace("/token", "/pens")
    assert messages(other, "WP206") == []
    assert messages(other, "WP504")


@pytest.mark.parametrize(
    ("host", "is_told"), [("stationery-api", False), ("statonery", True), ("station-ery", True)]
)
def test_a_host_with_a_word_more_is_another_and_no_slip(host, is_told):
    usual = block("bash", "curl -fm 9 https://stationery.acme.dev/pens") * 3
    page = "# Pens\n\n" + usual + "## Inks\n\n" + block("bash", f"curl -fm 9 https://{host}.acme.dev/inks")
    assert bool(messages(page, "WP502")) == is_told


def test_a_base_that_is_left_open_is_no_part_of_a_path():
    def page(python: str, script: str) -> str:
        first = f"import requests\n\nkey = 1 // of mine\nurl = f'{python}'\nrequests.delete(url, timeout=9)"
        return "# Pens\n\n" + block("python", first) + block("js", f"fetch(`{script}`, {{method: 'DELETE'}})")

    right = page("{{baseUrl}}/pens/{key}", "{{baseUrl}}/pens/${key}")
    assert messages(right, "WP503") == []
    assert any("placeholder {baseUrl}" in each for each in messages(right, "WP212"))  # so an f-string has it
    assert messages(page("{{baseUrl}}/v1/pens", "https://a.dev/pens"), "WP503") == []
    assert messages(page("{{baseUrl}}/pens/all", "{{baseUrl}}/pen/all"), "WP503")
    assert messages(page("https://a.dev/v1/pens", "https://a.dev/pens"), "WP503")


def test_a_text_names_a_parameter_by_its_words_as_well():
    table = "| Parameter | Description |\n|---|---|\n| from | the first |\n| to | the last |\n\n"
    page = f"# Orders\n\n{table}{{}}\n\n" + block(
        "bash", "curl -fm 9 'https://a.dev/o?from=1&to=2&page_size=3'"
    )
    assert messages(page.format("How many there are is the page size."), "WP514") == []
    assert messages(page.format("A page has any size."), "WP514")


def test_a_heading_may_say_what_an_answer_brings():
    call = block("bash", "curl -f -m 9 -u $A:$B -d grant_type=client_credentials https://a.acme.dev/token")
    page = "# Token\n\n### {}\n\nText.\n\n" + call
    assert messages(page.format("This will return a refreshed token"), "WP507") == []
    assert any("refresh_token" in each for each in messages(page.format("Refresh a token"), "WP507"))


def test_await_using_declares_a_name():
    assert messages(block("ts", "await using client = await connect();\nclient.send();"), "WP101") == []
    assert messages(block("ts", "await client = connect();"), "WP101") != []
