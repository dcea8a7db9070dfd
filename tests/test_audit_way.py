"""How requests say who sends them, against what the page names, and against each other."""

import pytest

from generator.auditing.auditor import audit_sources


def found(page: str) -> set[tuple[int, str]]:
    return {(each.line, each.rule) for each in audit_sources([("page.md", page.encode())]).findings}


BASIC = 'curl --fail -m 9 -u "$ID:$SECRET" -d grant_type=client_credentials https://auth.acme.dev/token'
POST = (
    'curl --fail -m 9 -d grant_type=client_credentials --data-urlencode "client_id=$ID"'
    ' --data-urlencode "client_secret=$SECRET" https://auth.acme.dev/token'
)


@pytest.mark.parametrize(
    ("name", "command", "is_told"),
    [
        ("client_secret_post", BASIC, True),
        ("client_secret_post", POST, False),
        ("client_secret_basic", POST, True),
        ("client_secret_basic", BASIC, False),
        ("client_secret_basic` or `client_secret_post", BASIC, False),
    ],
)
def test_a_way_that_the_page_names_is_the_way_of_its_samples(name, command, is_told):
    page = f"# Token\n\nSelect `{name}`.\n\n```bash\n{command}\n```\n"
    assert ((6, "WP512") in found(page)) is is_told


def requests_of(*paths: str, bare: str) -> str:
    sending = [f'curl --fail -m 9 -H "X-Api-Key: $KEY" https://api.acme.dev{path}' for path in paths]
    return "\n".join(
        f"## {number}\n\n```bash\n{command}\n```\n"
        for number, command in enumerate([*sending, f"curl --fail -m 9 https://api.acme.dev{bare}"])
    )


@pytest.mark.parametrize(
    ("paths", "bare", "is_told"),
    [
        (("/items", "/orders", "/rates"), "/prices", True),
        (("/items", "/orders", "/rates"), "/login", False),
        (("/items", "/orders", "/rates"), "", False),
        (("/items", "/orders"), "/prices", False),
    ],
)
def test_the_one_request_without_credentials_is_told_where_three_others_send_some(paths, bare, is_told):
    assert ("WP513" in {rule for _, rule in found(requests_of(*paths, bare=bare))}) is is_told


def test_the_answer_of_a_token_request_is_read():
    code = """package main

import (
	"fmt"
	"net/http"
	"strings"
)

func main() {
	form := strings.NewReader("grant_type=client_credentials&client_id=a")
	res, err := http.Post("https://a.dev/token", "application/x-www-form-urlencoded", form)
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	fmt.Println(%s)
}
"""
    assert (12, "WP118") in found(f"```go\n{code % 'res.Status'}```\n")
    assert "WP118" not in {rule for _, rule in found(f"```go\n{code % 'io.ReadAll(res.Body)'}```\n")}
    assert "WP118" not in {rule for _, rule in found(f"```go\n{code % 'show(res)'}```\n")}


HERE = """# Keys

{}

```bash
curl --fail -m 9 -H "X-Key: $KEY" https://api.acme.dev/api/v1/items
```

```bash
curl --fail -m 9 -H "X-Key: $KEY" {}
```
"""


@pytest.mark.parametrize(
    ("text", "address", "is_told"),
    [
        ("", "http://localhost:8080/api/v1/keys", True),
        ("Try it locally first.", "http://localhost:8080/api/v1/keys", False),
        ("", "http://localhost:8080/admin/v1/keys", False),
        ("", "https://{tenant}/api/v1/keys", False),
    ],
)
def test_one_api_is_asked_for_on_one_host(text, address, is_told):
    assert ((10, "WP502") in found(HERE.format(text, address))) is is_told


def test_a_grant_needs_a_value():
    token = "curl --fail -m 9 -u a:b -d grant_type=password -d username=a -d password={} https://a.dev/token"
    assert "WP404" in {rule for _, rule in found(f"```bash\n{token.format('')}\n```\n")}
    assert "WP404" not in {rule for _, rule in found(f"```bash\n{token.format('$P')}\n```\n")}


def test_a_body_that_is_left_out_is_told():
    command = "curl --fail -m 9 -H 'Content-Type: application/json' -d '{}' https://a.dev/items"
    assert "WP212" in {rule for _, rule in found(f"```bash\n{command.format('{...}')}\n```\n")}
    assert "WP212" not in {rule for _, rule in found(f"```bash\n{command.format('{}')}\n```\n")}


def test_an_address_alone_is_no_shell():
    page = "```{}\nhttps://a.dev/items/1\n```\n"
    assert (2, "WP101") in found(page.format("curl"))
    assert (2, "WP101") not in found(page.format("text"))


def told(page: str) -> set[str]:
    return {rule for _, rule in found(page)}


def test_a_grant_in_the_address_is_no_secret():
    page = (
        '```bash\ncurl --fail -m 9 -X POST -u "$ID:$KEY" "https://auth.acme.dev/token?grant_type={}"\n```\n'
    )
    assert "WP302" not in told(page.format("client_secret"))
    assert "WP302" in told(page.format("password&username=ada&password=secret"))


def test_code_is_no_grant():
    page = f"```bash\n{POST.replace('client_credentials', '{}')}\n```\n"
    assert "WP514" in told(page.format("code"))
    assert "WP514" not in told(page.format("urn:ietf:params:oauth:grant-type:device_code"))


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        ("Use `password`, `refresh token` or others.", False),
        ("The grant is one of `client_credentials` or `authorization code`.", False),
        ("Renew it with `refresh token`.", True),
        ("Renew it with a refresh token, or ask again.", True),
    ],
)
def test_a_grant_in_a_row_of_names_is_no_promise(text, is_told):
    assert ("WP507" in told(f"{text}\n\n```bash\n{BASIC}\n```\n")) is is_told


def test_a_variable_of_the_php_above_is_there():
    first = "```php\n<?php\n$client = new Client();\n```\n\n"
    second = "```php\n<?php\necho $client->get('x');\n```\n"
    assert "WP102" in told(second)
    assert "WP102" not in told(first + second)


def test_null_is_no_body_to_okhttp():
    page = '```java\nRequest request = new Request.Builder().url("https://api.acme.dev/").method("GET", {}).build();\n```\n'
    assert "WP210" not in told(page.format("null"))
    assert "WP210" in told(page.format("RequestBody.create('x', TEXT)".replace("'", '"')))


def test_one_parameter_has_one_value_in_every_language():
    page = (
        "# Items\n\n```bash\ncurl --fail -m 9 -H 'Authorization: Bearer t' -G -d units={} https://api.acme.dev/x\n```\n\n"
        "```python\nimport requests\n\nrequests.get('https://api.acme.dev/x', params={{'units': 'metric'}}, timeout=9,"
        " headers={{'Authorization': 'Bearer t'}})\n```\n\n```javascript\nfetch('https://api.acme.dev/x?units=metric',"
        " {{headers: {{Authorization: 'Bearer t'}}}})\n```\n"
    )
    assert "WP504" in told(page.format("imperial"))
    assert "WP504" not in told(page.format("metric"))
    assert "WP504" not in told(page.format("YOUR_UNITS"))


def test_what_was_asked_for_comes_back():
    page = "```bash\ncurl 'https://api.acme.dev/x?{}'\n```\n\n```json\n{}\n```\n"
    answer = '{"data": {"documentNumber": "18359186", "limit": 10}}'
    assert "WP518" in told(page.format("documentNumber=123456789", answer))
    assert "WP518" not in told(page.format("documentNumber=18359186", answer))
    assert "WP518" not in told(page.format("documentNumber=<number>", answer))
    assert "WP518" not in told(page.format("limit=20", answer))


def test_a_refresh_token_is_of_some_use():
    answer = '{"access_token": "a", "token_type": "Bearer", "refresh_token": "b"}'
    page = f"Ask for a token.\n\n```bash\n{BASIC}\n```\n\n```json\n{answer}\n```\n\nSend it as `Authorization: Bearer`.\n"
    assert "WP507" in told(page)
    assert "WP507" not in told(f"{page}\nRenew it as RFC 6749 §6 has it.\n")


def test_a_form_of_the_password_grant_shown_alone_is_told_once():
    form = "```\ngrant_type={}\nusername=ada\npassword=abc\n```\n\n"
    lines = [line for line, rule in found(form.format("password") * 2) if rule == "WP307"]
    assert lines == [2]
    assert "WP307" not in told(form.format("client_credentials"))


def test_options_alone_are_no_command():
    page = "```bash\n{} 'Authorization: Bearer abc'\n```\n"
    assert "WP101" in told(page.format("-H"))
    assert "WP101" not in told(page.format("curl https://api.acme.dev/x -H"))


def test_a_table_of_headers_of_a_get_has_no_content_type():
    page = (
        "## {}\n\n| Header | Value |\n|---|---|\n| Content-Type | application/json |\n\n"
        "```bash\ncurl --fail -m 9 https://api.acme.dev/x\n```\n"
    )
    assert "WP213" in told(page.format("Items"))
    assert "WP213" not in told(page.format("GET and POST"))


@pytest.mark.parametrize(
    ("block", "text", "is_told"),
    [
        ("https://display.acme.dev:8011/{command}", "Send a message.", True),
        ("https://display.acme.dev:8011/{command}", "Run it locally first.", False),
        ("http://localhost:9496/{command}", "Send a message.", False),
        ("https://your-server.example/{command}", "Send a message.", False),
    ],
)
def test_samples_ask_the_server_that_the_page_names(block, text, is_told):
    page = f"{text}\n\n```\n{block}\n```\n\n```bash\ncurl --fail -m 9 http://localhost:9496/display/message\n```\n"
    assert ("WP502" in told(page)) is is_told
