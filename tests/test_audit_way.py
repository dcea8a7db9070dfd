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
