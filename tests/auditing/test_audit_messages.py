"""HTTP messages that a page shows: where the body begins, how its parts are divided, what Host takes."""

import pytest

from generator.auditing.auditor import audit_sources


def found(message: str) -> set[tuple[int, str]]:
    report = audit_sources([("page.md", f"```http\n{message}\n```\n".encode())])
    return {(finding.line, finding.rule) for finding in report.findings}


def test_a_query_on_lines_of_its_own_is_no_body():
    assert "WP211" not in {
        rule for _, rule in found("GET /items\n?page=2\n&limit=3 HTTP/1.1\nHost: api.acme.dev")
    }


DESCRIBED = """```json
{
  "method": "POST",
  "url": "https://auth.acme.dev/token",
  "headers": {"Content-Type": "application/json"},
  "body": {"grant_type": "password", "username": "<user>", "password": "<password>", "scopes": "read"}
}
```
"""


def test_json_that_tells_of_no_request_is_none():
    def rules_of(text: str) -> set[str]:
        return {each.rule for each in audit_sources([("page.md", text.encode())]).findings}

    assert "WP303" in rules_of(DESCRIBED)
    assert "WP303" not in rules_of(DESCRIBED.replace('"method"', '"kind"'))


def test_a_message_may_have_no_header():
    assert "WP211" not in {rule for _, rule in found("POST https://api.acme.dev/items\n\nname=a\n&kind=b")}


@pytest.mark.parametrize(
    "target",
    [
        "GET /items?\nresponse_type=all\n&scope=openid\n&limit=6&next=https%3A%2F%2Fa.dev HTTP/1.1",
        "GET /v1/projects/{project_id}/stacks/\\\n  {stack_id}/resources HTTP/1.1",
    ],
)
def test_a_target_that_is_broken_for_display_is_one(target):
    assert found(f"{target}\nHost: api.acme.dev\nAccept: application/json") == set()
    told = found(f"{target}\nHost: api.acme.dev\nAcept: application/json")
    assert {line for line, rule in told if rule == "WP211"} == {target.count("\n") + 4}


def test_a_target_without_a_version_goes_on_behind_a_backslash():
    assert found("GET v1/{project_id}/stacks/\\\n{stack_id}/resources/{name}") == set()


def test_what_describes_a_request_leaves_headers_and_values_open():
    body = '{\n  "protocol": ["vnc"|"rdp"]\n}'
    assert found(f"POST /servers/7/consoles\n\n{body}") == set()
    whole = f"POST /servers/7/consoles HTTP/1.1\nHost: api.acme.dev\n\n{body}"
    assert {rule for _, rule in found(whole)} == {"WP205"}
    assert {rule for _, rule in found(whole.replace('"|"', '", |"'))} == {"WP205"}
    assert "WP207" in {rule for _, rule in found(whole.replace('"|"', '" "'))}


def test_a_parameter_is_an_address_with_a_query_of_its_own():
    for query, is_told in (("url=http://a.dev/x/?format=json", False), ("a=1?b=2", True)):
        page = f"```bash\ncurl --fail -m 9 'https://api.acme.dev/debug?{query}'\n```\n"
        rules = {each.rule for each in audit_sources([("page.md", page.encode())]).findings}
        assert ("WP203" in rules) == is_told


def test_what_folds_a_header_is_no_body():
    folded = 'Authorization: OAuth\n    oauth_key="dpf4",\n    oauth_nonce="wIjq"'
    assert found(f"POST /request_token HTTP/1.1\nHost: api.acme.dev\n{folded}") == set()


def test_a_sketch_has_its_body_right_below():
    assert found('POST /servers/{id}/action\n{\n  "stop": null\n}') == set()
    assert found('GET URL:\nhttps://api.acme.dev/items\n\nJSON Response:\n{"a": 1}') == set()


@pytest.mark.parametrize(
    ("line", "is_told"),
    [
        ("Authorization Bearer: <token>", True),
        ("Content Type: application/json", True),
        ("User Agent: acme/1", True),
        ("Authorization: Bearer <token>", False),
        ("Content-Type: application/json", False),
    ],
)
def test_a_name_of_a_header_with_a_space_in_it(line, is_told):
    assert ((4, "WP211") in found(f"POST /items HTTP/1.1\nHost: api.acme.dev\n{line}\n\na=1")) is is_told
