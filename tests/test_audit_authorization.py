"""Authorization requests, and the client that the requests of a page name."""

import base64

import pytest

from generator.auditing.auditor import audit_sources

BACK = "https%3A%2F%2Fweb.acme.dev%2Fback"
ASK = "https://auth.acme.dev/authorize?response_type=code&client_id=web"


def rules(text: str) -> set[str]:
    return {finding.rule for finding in audit_sources([("page.md", text.encode())]).findings}


@pytest.mark.parametrize(
    ("query", "rule", "is_told"),
    [
        (f"&redirect_uri={BACK}", "WP308", True),
        (f"&redirect_uri={BACK}&state=x", "WP308", False),
        (f"&redirect_uri={BACK}&code_challenge=x", "WP308", False),
        ("&state=x&redirect_uri=http://web.acme.dev/back", "WP201", True),
        ("&state=x&redirect_uri=http://localhost:8080/back", "WP201", False),
        (f"&state=x&redirect_uri={BACK}", "WP201", False),
        ("&state=x&redirect_uri=https://web.acme.dev/back", "WP202", True),
        (f"&state=x&redirect_uri={BACK}", "WP202", False),
    ],
)
@pytest.mark.parametrize(
    "page", ["Open this:\n\n```\n{}\n```\n", "Open this:\n\n    {}\n", "Open `{}` first.\n"]
)
def test_what_an_authorization_request_lacks_is_told_wherever_it_stands(page, query, rule, is_told):
    assert (rule in rules(page.format(ASK + query))) is is_told


def test_parameters_that_a_client_encodes_stand_as_they_are():
    code = (
        "```python\nimport requests\n\nrequests.get('https://auth.acme.dev/authorize', timeout=9, params={\n"
        "    'response_type': 'code', 'client_id': 'web', 'redirect_uri': 'https://web.acme.dev/back',\n})\n```\n"
    )
    assert "WP308" in rules(code)
    assert "WP202" not in rules(code)


def test_a_page_names_one_client():
    token = "```http\nPOST /token HTTP/1.1\nHost: auth.acme.dev\n\nclient_id={}&client_secret={}&grant_type={}\n```\n\n"
    same = token.format("abc", "xyz", "client_credentials") * 2
    other = same + token.format("abc", "{}", "refresh_token&refresh_token=1")
    assert "WP513" in rules(other.format("123"))
    assert "WP513" not in rules(other.format("xyz"))
    assert "WP513" not in rules(other.format("YOUR_SECRET"))


def test_a_request_under_a_heading_of_its_own_belongs_to_the_samples_above_it():
    page = (
        "# Items\n\n```bash\ncurl --fail -X POST -d a=1 https://api.acme.dev/v1/items\n```\n\n"
        "## HTTP Request\n\n`POST https://{}/v1/{}`\n"
    )
    assert "WP502" in rules(page.format("www.acme.dev", "items"))
    assert "WP505" in rules(page.format("api.acme.dev", "orders"))
    assert not {"WP502", "WP505"} & rules(page.format("api.acme.dev", "items"))


def test_an_endpoint_of_a_list_claims_no_sample_below_the_list():
    page = "# API\n\n- `GET /v1/items`\n- `GET /v1/orders`\n\n## Items\n\n```bash\ncurl --fail https://api.acme.dev/v1/users\n```\n"
    assert "WP505" not in rules(page)


def test_an_endpoint_alone_below_a_bold_title_is_one_of_its_section_s_list():
    page = (
        "# API\n\n**Items**\n\n- `GET /v1/items`\n- `POST /v1/items`\n\n**Orders**\n\n- `GET /v1/orders`\n\n"
    )
    sample = "```bash\ncurl --fail https://api.acme.dev/v1/users\n```\n"
    assert "WP505" not in rules(page + sample)
    assert "WP505" in rules(f"# API\n\n- `GET /v1/orders`\n\n{sample}")


def test_words_between_angle_brackets_stand_for_a_value():
    assert "WP510" not in rules('# API\n\n```json\n{"shape": <circle, square>, "size": 3}\n```\n')
    assert "WP510" in rules('# API\n\n```json\n{"shape": <circle, "size": 3}\n```\n')


def test_the_implicit_grant_is_told_in_an_address_alone():
    assert "WP307" in rules(f"Open `{ASK.replace('=code', '=token')}` first.\n")
    assert "WP307" not in rules(f"Open `{ASK}` first.\n")


def test_a_token_request_is_no_multipart():
    command = "```bash\ncurl --fail -u $ID:$SECRET https://auth.acme.dev/token {}grant_type=client_credentials\n```\n"
    assert "WP206" in rules(command.format("-F "))
    assert "WP206" not in rules(command.format("-d "))


def test_the_code_comes_back_in_no_clear_text():
    form = "grant_type=authorization_code&code=$CODE&client_id=web&redirect_uri=http%3A%2F%2F{}%2Fback"
    command = "```bash\ncurl --fail https://auth.acme.dev/token -d {}\n```\n"
    assert "WP201" in rules(command.format(form.format("web.acme.dev")))
    assert "WP201" not in rules(command.format(form.format("localhost")))


def test_a_path_with_its_host_is_the_whole_path():
    page = "# Items\n\n`GET https://api.acme.dev/{}`\n\n```bash\ncurl --fail https://api.acme.dev/v1/items\n```\n"
    assert "WP505" in rules(page.format("items"))
    assert "WP505" not in rules(page.format("v1/items"))
    assert "WP505" not in rules(page.format("items").replace("https://api.acme.dev/items", "/items"))


def test_an_authorization_request_in_a_table_is_one():
    page = "| Name | Description |\n|---|---|\n| `state` | string, as in `{}` |\n"
    assert "WP308" in rules(page.format(ASK))
    assert "WP308" not in rules(page.format(ASK + "&state=1"))


def test_one_secret_of_two_clients_is_told():
    command = "curl --fail -m 9 -u {}:9f8Qw2LmZx41Rt -d grant_type=client_credentials https://a.dev/token"
    page = "# T\n\n```bash\n" + command.format("shop") + "\n```\n\n```bash\n{}\n```\n"
    assert "WP513" in rules(page.format(command.format("store")))
    assert "WP513" not in rules(page.format(command.format("shop")))
    basic = "Basic " + base64.b64encode(b"store:9f8Qw2LmZx41Rt").decode()
    header = (
        f"curl --fail -m 9 -H 'Authorization: {basic}' -d grant_type=client_credentials https://a.dev/token"
    )
    assert "WP513" in rules(page.format(header))


TOKEN = (
    "curl --fail -m 9 -u $ID:$KEY -d grant_type=authorization_code -d code=abc"
    " --data-urlencode redirect_uri=https://web.acme.dev/back https://auth.acme.dev/token"
)


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("https://localhost:5000/?code=abc&state=1", True),
        ("https://web.acme.dev/back?state=1&code=abc", False),
        ("https://your-app.example/?code=abc", False),
        ("https://web.acme.dev/?error=access_denied", False),
    ],
)
def test_the_code_comes_back_to_where_it_was_asked_to(address, is_told):
    page = f"# T\n\n```bash\n{TOKEN}\n```\n\n```\n{address}\n```\n"
    assert ("WP504" in rules(page)) is is_told


def test_two_requests_name_one_address_to_come_back_to():
    page = f"# T\n\n```bash\n{TOKEN}\n```\n\n```bash\n{TOKEN}\n```\n"
    assert "WP504" not in rules(page)
    assert "WP504" in rules(page.replace("acme.dev/back", "acme.dev/home", 1))


def test_an_authorization_request_may_have_its_query_on_lines_of_its_own():
    page = "```text\nhttps://auth.acme.dev/authorize\n  ?response_type=code\n  &client_id=web\n  &redirect_uri={}\n```\n"
    assert {"WP308", "WP202"} <= rules(page.format("https://web.acme.dev/back"))
    assert "WP202" not in rules(page.format(BACK))


FLOW = """## Code

```
https://auth.acme.dev/authorize?
  response_type=code
  &client_id=web
  &redirect_uri=https%3A%2F%2Fweb.acme.dev%2Fback
  &scope=photos
  &code_challenge=abc
```

```
?state=1&code=TwTY20M9O5g2PJDx
```

```code
POST https://auth.acme.dev/token

grant_type=authorization_code
&client_id=web
&code_verifier=abc
&redirect_uri=https%3A%2F%2F{back}%2Fback
&code={code}
```

```json
{{"access_token": "a", "token_type": "Bearer", "scope": "{scope}"}}
```
"""


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"code": "5v5pyRWztx9WeWxa"}, "WP519"),
        ({"scope": "photo"}, "WP519"),
        ({"back": "www.acme.dev"}, "WP504"),
        ({"code": "<code>"}, None),
        ({"scope": "mail"}, None),
        ({}, None),
    ],
)
def test_what_one_step_hands_on_to_the_next(given, rule):
    page = FLOW.format(**{"code": "TwTY20M9O5g2PJDx", "scope": "photos", "back": "web.acme.dev", **given})
    assert rules(page) & {"WP519", "WP504", "WP211"} == ({rule} if rule else set())


def test_each_flow_may_come_back_to_its_own_address():
    page = FLOW.format(code="TwTY20M9O5g2PJDx", scope="photos", back="web.acme.dev")
    other = page.replace("web.acme.dev", "native.acme.dev").replace("## Code", "## Native")
    assert "WP504" not in rules(page + "\n" + other)


@pytest.mark.parametrize(
    ("sample", "is_told"),
    [
        (
            "curl -G https://auth.acme.dev/token -d grant_type=authorization_code -d code=a -d client_id=web",
            True,
        ),
        ("curl 'https://auth.acme.dev/token?grant_type=refresh_token&refresh_token=a&client_id=web'", True),
        (
            "curl https://auth.acme.dev/token -d grant_type=authorization_code -d code=a -d client_id=web",
            False,
        ),
        ("curl -X $METHOD 'https://auth.acme.dev/token?grant_type=client_credentials&client_id=web'", False),
        ("curl 'https://auth.acme.dev/grants?grant_type=own'", False),
    ],
)
def test_a_token_request_is_a_post(sample, is_told):
    assert ("WP309" in rules(f"```bash\n{sample}\n```\n")) is is_told


def test_a_request_in_several_lines_is_told_of_once():
    page = f"# Codes\n\n```bash\ncurl \\\n  --fail -m 9 \\\n  '{ASK}'\n```\n"
    findings = audit_sources([("page.md", page.encode())]).findings
    open_ones = [each.line for each in findings if each.rule == "WP308" and "code_challenge" in each.message]
    assert open_ones == [6]


def test_a_session_asks_for_the_tokens_of_several_clients():
    token = "curl --fail -m 9 -d 'grant_type={}&client_id={}' -E {}.pem https://auth.acme.dev/token\n"
    both = "```bash\n" + token + token + "```\n"
    ids = ("8831cf10aa2b", "a", "dc8672ee01f4", "b")

    def told(grant: str) -> bool:
        page = both.format(grant, *ids[:2], grant, *ids[2:])
        return "WP513" in {each.rule for each in audit_sources([("page.md", page.encode())]).findings}

    assert told("authorization_code&code=x")
    assert not told("client_credentials")
