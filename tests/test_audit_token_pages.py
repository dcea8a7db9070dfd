"""Pages about a token endpoint: its requests as messages, what it answers, and its list of parameters."""

import pytest

from generator.auditing.auditor import audit_sources
from generator.findings import Finding

CREDENTIALS = "dGVzdGNsaWVudDpzZWNyZXQ="
MESSAGE = f"""```http
POST /oauth/token HTTP/1.1
Host: auth.acme.dev
Authorization: Basic {CREDENTIALS}
Content-Type: application/x-www-form-urlencoded

grant_type=client_credentials&scope=read
```
"""


def findings(text: str) -> list[Finding]:
    return audit_sources([("page.md", text.encode())]).findings


def messages(text: str, rule: str) -> list[str]:
    found = findings(text)
    return [f"{each.line}: {each.message}" for each in found if each.rule == rule]


def answer(status: str, error: str) -> str:
    return f'### {status}\n\n```json\n{{\n  "error": "{error}"\n}}\n```\n\n'


@pytest.mark.parametrize(
    ("status", "error", "is_told"),
    [
        ("400 Bad Request", "invalid_grant", False),
        ("403 Forbidden", "invalid_grant", True),
        ("401 Unauthorized", "invalid_client", False),
        ("403 Forbidden", "invalid_client", True),
        ("403 Forbidden", "insufficient_scope", True),
        ("403 Forbidden", "account_locked", False),
        ("Grants", "invalid_grant", False),
    ],
)
def test_the_errors_of_a_token_endpoint(status, error, is_told):
    page = f"# Tokens\n\n{MESSAGE}\n## Errors\n\n{answer('401 Unauthorized', 'invalid_client')}"
    assert bool(messages(page + answer(status, error), "WP516")) is is_told


def test_errors_of_an_api_are_its_own():
    page = f"# Tokens\n\n{MESSAGE}\n## Errors\n\n{answer('403 Forbidden', 'insufficient_scope')}"
    assert messages(page, "WP516") == []
    item = "```bash\ncurl --fail -m 9 -H 'Authorization: Bearer {token}' https://api.acme.dev/items\n```\n\n"
    both = f"# API\n\n{MESSAGE}\n{item}## Errors\n\n{answer('403 Forbidden', 'invalid_grant')}"
    assert messages(both, "WP516") == []


def test_client_credentials_bring_no_refresh_token():
    tokens = '```json\n{\n  "access_token": "a",\n  "refresh_token": "b",\n  "token_type": "Bearer"\n}\n```\n'
    said = "client credentials bring no refresh token (RFC 6749 §4.4.3)"
    assert messages(f"# Tokens\n\nRefresh it.\n\n{MESSAGE}\n{tokens}", "WP516") == [f"17: {said}"]
    code = MESSAGE.replace("client_credentials", "authorization_code&code=c")
    assert messages(f"# Tokens\n\nRefresh it.\n\n{MESSAGE}\n{code}\n{tokens}", "WP516") == []
    assert messages(f"# Tokens\n\n{MESSAGE}\n" + tokens.replace('"b"', "null"), "WP516") == []


def test_a_form_that_is_broken_over_lines_is_so_for_display():
    broken = MESSAGE.replace("&scope", "\n&scope")
    assert len(messages(f"# Tokens\n\n{broken}", "WP202")) == 1
    assert messages(f"# Tokens\n\nWith line breaks for display only.\n\n{broken}", "WP202") == []
    assert messages(f"# Tokens\n\n{MESSAGE}", "WP202") == []


def test_credentials_in_base64_are_filled_up():
    assert messages(MESSAGE, "WP211") == []
    assert "lacks the =" in messages(MESSAGE.replace(CREDENTIALS, CREDENTIALS[:-1]), "WP211")[0]


def test_the_one_endpoint_of_a_page_is_that_of_its_message():
    page = f"# Tokens\n\n```http\nPOST {{}}\n```\n\n{MESSAGE}"
    assert messages(page.format("/oauth/token"), "WP505") == []
    assert messages(page.format("/tokens"), "WP505") == [
        "8: the page says /tokens (line 4), and the message calls /oauth/token"
    ]
    others = page.format("/tokens") + "\n```http\nDELETE /tokens\n```\n"
    assert messages(others, "WP505") == []


LIST = (
    "| Field | Type | Required |\n|---|---|---|\n| `grant_type` | string | yes |\n| `{}` | string | yes |\n\n"
)


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("scope", False), ("scopes", True), ("Scope", False), ("SCOPE", True), ("user", False)],
)
def test_a_list_that_spells_a_name_otherwise_than_the_sample(name, is_told):
    page = f"# Tokens\n\n## Body\n\n{LIST.format(name)}## Example\n\n{MESSAGE}"
    found = [each for each in messages(page, "WP514") if "the list says" in each]
    assert found == ([f"18: the list says {name} (line 8), and the sample sends scope"] if is_told else [])
    assert not (is_told and messages(page, "WP404"))  # it is not missing as well


def test_names_in_capitals_are_listed_for_a_place_as_well():
    page = "# Login\n\n{}\n\n#### Query parameters\n\n{}"
    call = "```bash\ncurl --fail -m 9 https://api.acme.dev/login -d user={USER} -d 'password={PASSWORD}'\n```"
    rows = "| Parameter | Type |\n|---|---|\n| USER | string |\n| PASSWORD | string |\n"
    found = messages(page.format(call, rows), "WP514")
    assert any("PASSWORD, USER are sent in the body here" in each for each in found)
    assert any("the list says PASSWORD" in each for each in found)
    assert not messages(page.format(call, rows).replace("Query", "Body"), "WP514")[2:]


@pytest.mark.parametrize(
    ("lifetime", "is_told"),
    [("15778476000", True), ("1700000000", True), ("31536000", False), ("3600", False), ('"3600"', False)],
)
def test_a_token_that_would_last_for_decades(lifetime, is_told):
    tokens = f'"access_token": "<TOKEN>",\n  "expires_in": {lifetime},\n  "token_type": "Bearer"'
    page = f"# Tokens\n\nYou get:\n\n```json\n{{\n  {tokens}\n}}\n```\n"
    assert [each.split(":")[0] for each in messages(page, "WP516")] == ["8"] * is_told
    assert messages(page.replace("token_type", "kind"), "WP516") == []  # nothing says that it is OAuth's


BODY = (
    '```json\n{{\n  "grant_type": "authorization_code",\n  "client_id": "{{client}}",\n  "{}": "x"\n}}\n```\n'
)


@pytest.mark.parametrize(
    ("word", "field", "lines"),
    [
        ("Post this to the token endpoint:", "code", [5]),
        ("Post this as JSON to the token endpoint:", "code", []),
        ("Post this with `Content-Type: application/json`:", "code", []),
        ("Post this form:", "code", []),
        ("Configure the client:", "token_url", []),
    ],
)
def test_a_token_request_that_is_shown_as_json_is_told_unless_the_page_says_how_it_is_sent(
    word, field, lines
):
    report = audit_sources([("page.md", f"{word}\n\n{BODY.format(field)}".encode())])
    assert [each.line for each in report.findings if each.rule == "WP205"] == lines


TOKEN_CALL = (
    '```bash\ncurl -f -d grant_type=client_credentials -u "$ID:$SECRET" https://auth.acme.dev/token\n```\n\n'
)


@pytest.mark.parametrize(
    ("member", "meant"),
    [
        ("token_tpye", "token_type"),
        ("expires in", "expires_in"),
        ("refresh-token", "refresh_token"),
        ("tokenType", None),  # an API's own style
        ("scopes", None),
        ("expires_at", None),
    ],
)
def test_a_member_of_a_token_response_that_is_misspelt(member, meant):
    json = f'```json\n{{"access_token": "<TOKEN>", "{member}": "x"}}\n```\n'
    found = [each for each in findings(f"# Token\n\n{TOKEN_CALL}{json}") if "is no member of" in each.message]
    assert [each.message for each in found] == (
        [f"{member} is no member of a token response"] if meant else []
    )
    assert all(meant in (each.fix or "") for each in found)


@pytest.mark.parametrize(
    ("form", "is_told"),
    [
        ("token_type=refresh_token&refresh_token=<TOKEN>", True),
        ("grant=client_credentials&scope=read", True),
        ("grant_type=refresh_token&refresh_token=<TOKEN>", False),
        ("token_type_hint=refresh_token&token=<TOKEN>", False),
        ("grantType=client_credentials", False),
    ],
)
def test_a_grant_under_another_name(form, is_told):
    page = f"```bash\ncurl -f -u \"$ID:$SECRET\" -d '{form}' https://auth.acme.dev/token\n```\n"
    assert any("has no grant_type" in each.message for each in findings(page)) is is_told


def test_a_client_whose_name_and_secret_were_swapped():
    ask = "```bash\ncurl -f -d grant_type=client_credentials -d client_id={} -d client_secret={} https://auth.acme.dev/token\n```\n\n"
    client, secret = "web-8f3a77c1@acme.dev", "k3v9xq0t2m5w8z1b"

    def told(page: str) -> list[int | None]:
        return [each.line for each in findings(page) if "which is the client_id of line" in each.message]

    assert told(ask.format(client, secret) + ask.format(secret, client)) != []
    assert told(ask.format(client, secret) * 2) == []
    assert told(ask.format(client, "<SECRET>") + ask.format("<CLIENT>", secret)) == []


@pytest.mark.parametrize(
    ("status", "between", "is_told"),
    [("201 Created", "\n\n", True), ("201 Created", "\n```\n\n```json\n", True), ("200 OK", "\n\n", False)],
)
def test_a_token_comes_with_200(status, between, is_told):
    answer = f'```http\nHTTP/1.1 {status}\nContent-Type: application/json{between}{{"access_token": "<TOKEN>", "token_type": "bearer"}}\n```\n'
    found = [
        each.line
        for each in findings(f"# Token\n\n{TOKEN_CALL}{answer}")
        if "has the status 200" in each.message
    ]
    assert bool(found) is is_told
    assert findings(f"# Token\n\n{answer}") == findings(
        f"# Token\n\n{answer.replace('201 Created', '200 OK')}"
    )


@pytest.mark.parametrize("header", ["x-api-key: $KEY", "X-Client-Id: web", "Ocp-Apim-Subscription-Key: $KEY"])
def test_a_key_in_a_header_says_which_client_asks(header):
    page = '```bash\ncurl -f {}-d grant_type=authorization_code -d "code=$CODE" https://auth.acme.dev/token\n```\n'
    assert messages(page.format(""), "WP303") != []
    assert messages(page.format(f'-H "{header}" '), "WP303") == []


def test_a_member_that_the_text_calls_otherwise_than_the_answer():
    answer = '```json\n{"user_id": "115", "token": "abcd"}\n```\n\n'
    text = "Send the value of the `{}` attribute received from the server.\n"

    def told(page: str) -> list[str]:
        return [each.message for each in findings(page) if each.message.startswith("the text names")]

    assert told("# T\n\n" + answer + text.format("user")) == [
        "the text names user, and what the page shows has user_id"
    ]
    assert told("# T\n\n" + answer + text.format("user_id")) == []
    assert told("# T\n\n" + answer + text.format("session")) == []
    assert told("# T\n\n" + answer + "```\nuser=1\n```\n\n" + text.format("user")) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MessageID", "MessageId"),
        ("acess_token", "access_token"),
        ("accesstoken", "access_token"),
        ("Messageid_list", None),
        ("MESSAGEID", None),
        ("messageId", None),
    ],
)
def test_a_member_that_the_text_writes_with_a_slip(name, meant):
    page = f'# T\n\n```json\n{{"MessageId": "1", "access_token": "<TOKEN>"}}\n```\n\nKeep the `{name}`.\n'
    told = [each.message for each in findings(page) if each.message.startswith("the text names")]
    assert told == ([f"the text names {name}, and what the page shows has {meant}"] if meant else [])


def test_a_command_in_backquotes_alone_is_read():
    command = "curl --header 'Content-Type: application/json' https://api.acme.dev/items"
    assert any(each.rule == "WP213" for each in findings(f"# T\n\nExample:\n\n`{command}`\n"))
    rest = audit_sources([("page.rst", f"T\n=\n\nExample:\n\n  ``{command}``\n".encode())]).findings
    assert any(each.rule == "WP213" for each in rest)
    assert not any(each.rule == "WP213" for each in findings(f"# T\n\nThis runs `{command}` twice.\n"))


def test_a_page_says_how_the_token_is_sent():
    ask = TOKEN_CALL.replace('-u "$ID:$SECRET"', '-d "client_id=$ID" -d "client_secret=$SECRET"')
    answer = '```json\n{"access_token": "<TOKEN>", "token_type": "Bearer"}\n```\n\n'

    def told(rest: str) -> bool:
        page = "# Token\n\n" + "Text.\n\n" * 5 + ask + answer + rest
        return any("how it is sent" in each.message for each in findings(page))

    assert told("")
    assert told("Keep it for an hour.\n")
    assert not told("Send it as `Authorization: Bearer <TOKEN>`.\n")
    assert not told("Send it in `X-Acme-Token`.\n")
    assert not told("[Use it](use.md).\n")
    assert not told("Add `?access_token=<TOKEN>`.\n")


SECTION = """\
# Token API

## Exchange the code

```http
POST /oauth/token HTTP/1.1
Host: auth.acme.dev
Authorization: Basic <credentials>
{}```

| Name | Type | Description |
|---|---|---|
| grant_type | string | `authorization_code` |
| code | string | What came back |

"""


def test_a_token_request_without_its_body():
    assert [each[:1] for each in messages(SECTION.format(""), "WP404")] == ["6"]
    assert messages(SECTION.format("\ngrant_type=authorization_code&code=<code>\n"), "WP404") == []
    below = '```json\n{"grant_type": "authorization_code"}\n```\n'
    assert messages(SECTION.format("") + below, "WP404") == []
    assert messages(SECTION.format("").replace("grant_type", "kind"), "WP404") == []
    assert messages(SECTION.format("").replace("POST /oauth/token", "GET /oauth/token"), "WP404") == []
    elsewhere = SECTION.format("").replace("| Name", "## Grants\n\n| Name")
    assert messages(elsewhere, "WP404") == []


def test_a_token_of_an_answer_is_shown():
    answer = '```json\n{"access_token": "ACCESS", "token_type": "Bearer"}\n```\n'
    assert any("is empty" in each for each in messages(answer.replace("ACCESS", ""), "WP516"))
    assert messages(answer, "WP516") == []


@pytest.mark.parametrize(
    ("text", "answer", "is_told"),
    [
        (
            "The `access_token` will expire after 1 hour.",
            '{"access_token": "<A>", "token_type": "Bearer"}',
            True,
        ),
        ("The token lasts 2 days.", '{"token_type": "Bearer", "access_token": "<A>"}', True),
        (
            "The token lasts 2 days.",
            '{"access_token": "<A>", "token_type": "Bearer", "expires_in": 172800}',
            False,
        ),
        (
            "The token lasts 2 days.",
            '{"access_token": "<A>", "token_type": "Bearer", "expiry": "<when>"}',
            False,
        ),
        ("The token lasts 2 days.", '{"access_token": "<A>", "token_type": "Bearer", ...}', False),
        ("The token lasts.", '{"access_token": "<A>", "token_type": "Bearer"}', False),
        ("The code lasts 2 days.", '{"access_token": "<A>", "token_type": "Bearer"}', False),
    ],
)
def test_an_answer_tells_how_long_its_token_lasts(text, answer, is_told):
    page = f"# Token\n\n{text}\n\n```json\n{answer}\n```\n"
    assert any("no expires_in" in each for each in messages(page, "WP516")) is is_told


def test_a_code_is_exchanged_somewhere():
    ask = "```\nhttps://auth.acme.dev/authorize?response_type=code&client_id=web&state=<s>\n```\n\n"
    text = "The code is exchanged for an access_token.\n\n"

    def told(page: str) -> bool:
        return any("no request for that" in each for each in messages(page, "WP507"))

    assert told(ask + text)
    assert not told(ask + text + "[How](token.md)\n")
    assert not told(ask + text + "`POST /oauth/token`\n")
    assert not told(ask + text + TOKEN_CALL)
    assert not told(ask + "Send the access_token.\n")


@pytest.mark.parametrize(
    ("name", "is_told"),
    [("timetamp", True), ("timestmap", True), ("timestamp", False), ("timestamps", False), ("time", False)],
)
def test_a_name_in_an_address_of_the_text_that_is_nearly_one_that_is_sent(name, is_told):
    page = (
        "# Sign\n\n```bash\ncurl -f -m 9 -d timestamp=1405087445 https://api.acme.dev/v2/pay\n```\n\n"
        f"Sign `https://api.acme.dev/v2/pay?account=1&{name}=1405087445`.\n"
    )
    assert any(f"has {name} in the address" in each for each in messages(page, "WP504")) is is_told


def test_a_key_that_signs_in_a_shell_is_told():
    page = '```bash\nprintf %s "$DATA" | openssl dgst -sha256 -hmac "{}"\n```\n'
    assert messages(page.format("lH3ELTNiFxCQTmi9pPcWWikhsjO04Yoqw3euoHUuOLC3GYBW64ZqzQsiOEHXQS76"), "WP301")
    assert messages(page.format("$SECRET"), "WP301") == []
    assert messages(page.format("<your-secret>"), "WP301") == []


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("Password Grant Type: Refresh", True),
        ("Resource owner password credentials grant", True),
        ("Password flow", True),
        ("Reset a password", False),
        ("Client credentials grant", False),
    ],
)
def test_a_section_about_the_password_grant(title, is_told):
    page = f"# {title}\n\nSend `grant_type` and get an `access_token`.\n"
    assert [each[:1] for each in messages(page, "WP307")] == (["1"] if is_told else [])
    assert messages(f"# {title}\n\nText.\n", "WP307") == []
