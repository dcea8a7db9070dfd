"""Bodies that a page shows by themselves, against its lists; and other words of a page that its samples do not keep."""

import pytest

from generator.auditing.auditor import audit_sources


def found(page: str, *rules: str, name: str = "page.mdx") -> list[tuple[int | None, str]]:
    report = audit_sources([(name, page.encode())])
    return [(each.line, each.message) for each in report.findings if each.rule in rules]


FIELDS = """# Add an order

### Body

<ParamField body="user" type="object" required>
  Who.
  <ParamField body="user_id" type="string">The id.</ParamField>
</ParamField>
<ParamField body="total" type="integer" required>In cents.</ParamField>
<ParamField query="dry" type="boolean">Whether nothing is kept.</ParamField>

<RequestExample>
```json
BODY
```
</RequestExample>
"""


@pytest.mark.parametrize(
    ("body", "rule", "words"),
    [
        ('{"user": {"user_id": "a"}, "total": 7, "shop": "b"}', "WP514", "sends shop, and the list (line 5)"),
        ('{"user": {"user_id": "a", "mail": "b"}, "total": 7}', "WP514", "sends user.mail, and the list"),
        ('{"user": {"user_id": "a"}, "total": "7"}', "WP514", "total is a string here"),
        ('{"user": {"user_id": "a"}, "note": "b", "total": 7}', "WP514", "sends note"),
    ],
)
def test_a_body_that_is_shown_sends_what_the_components_list(body, rule, words):
    ((_, message),) = found(FIELDS.replace("BODY", body), rule)
    assert words in message


def test_a_body_that_keeps_to_the_list_is_fine():
    page = FIELDS.replace("BODY", '{"user": {"user_id": "a"}, "total": 7}')
    assert found(page, "WP514", "WP404") == []
    other = page.replace("RequestExample", "ResponseExample").replace('"total"', '"sum"')
    assert found(other, "WP514", "WP404") == []


TABLE = """# Orders

## Add an order

### Request body

| Field | Type | Required | Description |
|---|---|---|---|
| total | integer | yes | In cents. |
| note | string | no | A word. |
| shop | string | yes | Where. |

LEAD

```json
BODY
```

## Change an order

### Request body

```json
{"total": 7, "note": "a", "by": "b"}
```
"""


def test_a_body_below_a_table_is_held_against_it():
    page = TABLE.replace("LEAD", "An example:")
    told = found(page.replace("BODY", '{"total": 7, "note": "a", "by": "b"}'), "WP404", "WP514")
    assert [line for line, _ in told] == [16, 16]
    assert "shop is required" in told[0][1] + told[1][1]
    assert "sends by," in told[0][1] + told[1][1]
    assert found(page.replace("BODY", '{"total": 7, "shop": "a"}'), "WP404", "WP514") == []
    assert (
        found(TABLE.replace("LEAD", "The response:").replace("BODY", '{"total": 7, "by": "b"}'), "WP514")
        == []
    )


ENVELOPE = """# Items

```bash
curl -f -m 9 https://api.acme.dev/v1/items
```

```json
{"code": 200, "data": [{"id": 7, "name": "a", "size": 2}]}
```

### Response fields

| Field | Type |
|---|---|
| `id` | integer |
| `name` | string |
| `size` | integer |

TEXT
"""


def test_a_table_of_members_of_a_member_leaves_out_what_is_around_it():
    ((line, message),) = found(ENVELOPE, "WP518")
    assert (line, message.rpartition(": ")[2]) == (8, "code")
    assert found(ENVELOPE.replace("TEXT", "The `code` is the status."), "WP518") == []


CLIENT = """# Token

Send these parameters:

- `grant_type`: always `client_credentials`
- `client_id`: the app
- `client_secret`: its secret

TEXT

```bash
curl -f -m 9 SENT -d grant_type=client_credentials https://acme.dev/token
```
"""


def test_a_listed_secret_is_sent_as_a_parameter():
    basic = CLIENT.replace("SENT", '-u "$ID:$SECRET"')
    assert [line for line, _ in found(basic, "WP512")] == [12]
    assert found(basic.replace("TEXT", "Or by HTTP Basic."), "WP512") == []
    form = CLIENT.replace("SENT", '-d client_id=$ID --data-urlencode "client_secret=$SECRET"')
    assert found(form, "WP512") == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("requests.get('auth_url', timeout=9)", 1),
        ("requests.get('https://acme.dev/auth_url', timeout=9)", 0),
        ("requests.get(auth_url, timeout=9)", 0),
    ],
)
def test_a_word_that_stands_for_an_address_is_none(code, count):
    assert len(found(f"```python\nimport requests\n\nprint({code}.json())\n```\n", "WP212")) == count


def test_dots_for_the_only_address_of_a_page():
    page = '# Key\n\n```bash\ncurl -H "X-Key: $KEY" ...\n```\n\n{}\n'
    assert [line for line, _ in found(page.format(""), "WP212")] == [4]
    assert found(page.format("The server is `https://api.acme.dev`."), "WP212") == []


def test_all_requests_send_content_type_and_a_get_does_not():
    page = (
        "# API\n\n{}\n\n```http\nX-Key: a\nContent-Type: application/json\n```\n\n"
        "```bash\ncurl -f -m 9 https://api.acme.dev/v1/items\n```\n"
    )
    assert [line for line, _ in found(page.format("All API requests require:"), "WP404")] == [7]
    assert found(page.format("All requests with a body require:"), "WP404") == []
    assert found(page.format("All API requests may have:"), "WP404") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Send the Base64 encoded API key: `Authorization: Basic BASE64_API_KEY`", 1),
        ("Send the base64-encoded key and a colon: `Authorization: Basic BASE64`", 0),
        ("Send the base64 encoded key (`API_KEY:`): `Authorization: Basic BASE64`", 0),
        ("Send the base64 encoded key: `X-Key: BASE64`", 0),
    ],
)
def test_a_key_is_encoded_with_its_colon(text, count):
    assert len(found(f"# Key\n\n{text}\n", "WP211")) == count


def test_one_token_is_sent():
    page = "```bash\ncurl -f -m 9 -H 'Authorization: Bearer <TOKEN>' -H '{}: <KEY>' https://api.acme.dev/v1/a\n```\n"
    assert len(found(page.format("access_token"), "WP304")) == 1
    assert found(page.format("X-Api-Key"), "WP304") == []


def test_a_token_that_was_refreshed_is_another():
    answer = '```json\n{{"access_token": "{}", "token_type": "Bearer"}}\n```\n\n'
    page = (
        "# OAuth\n\n```bash\ncurl -f -m 9 -d grant_type=refresh_token --data-urlencode refresh_token=$R"
        " https://acme.dev/token\n```\n\n" + answer.format("9fa1c3d2b7e845") + "## Refresh a token\n\n"
    )
    assert len(found(page + answer.format("9fa1c3d2b7e845"), "WP518")) == 1
    assert found(page + answer.format("1bd23fa09c7e84"), "WP518") == []


HTML = """# Orders

## Add an order

```http
POST /v1/orders HTTP/1.1
Host: api.acme.dev
Content-Type: application/json
```

<div>
  <h3>Request body example</h3>
</div>

```json
{"total": 7, "mail": "a", "by": "b"}
```

### Order object

| Parameter | Type | Required |
|---|---|---|
| total | integer | yes |
| mail | string | yes |
| shop | string | yes |
"""


def test_the_body_of_a_message_may_be_shown_apart():
    assert found(HTML, "WP404") == [
        (16, "the page says that shop is required (line 25); this sample lacks it")
    ]
    assert len(found(HTML, "WP514")) == 1  # by
    in_path = HTML.replace("/v1/orders", "/v1/{shop}/orders")
    assert found(in_path, "WP404") == []
    assert found(HTML.replace("Request body", "Response"), "WP404") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The time to live of the access token is 24 months.", 1),
        ("The time to live of the access token is 1 hour.", 0),
        ("A token is valid 1 second after it was made.", 0),
        ("An access token is valid for 2 days.", 1),
    ],
)
def test_how_long_a_token_lives(text, count):
    page = f'# Token\n\n{text}\n\n```json\n{{"access_token": "a", "expires_in": 3600}}\n```\n'
    assert len(found(page, "WP519")) == count


def test_a_month_has_thirty_days_or_so():
    page = '# Token\n\nThe token is valid for one month.\n\n```json\n{{"expires_in": {}}}\n```\n'
    assert found(page.format(31 * 86400), "WP519") == []
    assert len(found(page.format(14 * 86400), "WP519")) == 1


@pytest.mark.parametrize("line", ["HTTPS/1.1 200 OK", "GET /v1/items HTTPS/1.1\nHost: api.acme.dev"])
def test_the_protocol_of_a_message_is_http(line):
    assert len(found(f"```http\n{line}\n```\n", "WP211")) == 1
    assert found(f"```http\n{line.replace('HTTPS', 'HTTP')}\n```\n", "WP211") == []


@pytest.mark.parametrize(
    ("media", "count"), [("text/json", 1), ("application/json", 0), ("application/hal+json", 0)]
)
def test_json_has_one_media_type(media, count):
    page = f"```bash\ncurl -f -m 9 -H 'Content-Type: {media}' -d '{{\"a\": 1}}' https://api.acme.dev/v1/items\n```\n"
    assert len(found(page, "WP206")) == count
