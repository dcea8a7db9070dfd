"""What readers are told: numbers in the text, the shape of Basic credentials, values that mean what they say."""

import pytest

from generator.auditing.auditor import audit_sources


def rules(text: str) -> set[tuple[int, str]]:
    return {(each.line, each.rule) for each in audit_sources([("a.md", text.encode())]).findings}


ANSWER = '\n\n```json\n{"access_token": "x", "expires_in": 3600}\n```\n'
OTHERWISE = (
    "The token expires after 24 hours.",
    "The access token is\nvalid for one day.",
    "Tokens have a lifetime of 30 minutes.",
)
SAME = (
    "The token expires after one hour.",
    "The access token is valid for 60 minutes.",
    "The refresh token expires after 30 days.",
    "The token is sent with the code, which is valid for ten minutes.",
    "A token needs two hours of work.",
)


@pytest.mark.parametrize("text", OTHERWISE)
def test_a_token_lasts_as_long_as_the_answer_shows(text):
    assert (1 + text.count("\n"), "WP519") in rules(text + ANSWER)


@pytest.mark.parametrize("text", SAME)
def test_text_and_answer_agree_on_how_long_a_token_lasts(text):
    assert not {"WP514", "WP519"} & {rule for _, rule in rules(text + ANSWER)}


TABLE = "\n\n| Field | Type |\n|---|---|\n| `a` | string |\n| `b` | string |\n"
LIST = "\n\n- `a` (string): one\n- `b` (string): two\n"


@pytest.mark.parametrize("listed", [TABLE, LIST])
def test_the_text_counts_what_is_listed(listed):
    assert (1, "WP519") in rules("The body has three fields:" + listed)
    for right in ("two fields:", "three required fields:", "two fields, and three more parameters:"):
        assert (1, "WP519") not in rules("The body has " + right + listed)


def test_a_count_says_nothing_of_a_table_further_down():
    assert (1, "WP519") not in rules("There are three parameters.\n\nText.\n\n## Other" + TABLE)


UNENCODED = {
    "bash": 'curl --fail -H "Authorization: Basic {}" https://api.acme.dev/v1/me',
    "js": "await fetch('https://api.acme.dev/v1/me', {{ headers: {{ Authorization: {} }} }});",
}


@pytest.mark.parametrize(
    ("language", "value"),
    [("bash", "$ID:$SECRET"), ("bash", "alice:secret"), ("js", '"Basic " + id + ":" + secret')],
)
def test_basic_credentials_are_base64(language, value):
    assert (2, "WP211") in rules(f"```{language}\n{UNENCODED[language].format(value)}\n```\n")


@pytest.mark.parametrize(
    "value", ["<base64(id:secret)>", "{base64 of id:secret}", "$CREDENTIALS", "czZCaDo3Rg=="]
)
def test_what_stands_for_base64_is_fine(value):
    assert "WP211" not in {rule for _, rule in rules(f"```bash\n{UNENCODED['bash'].format(value)}\n```\n")}


@pytest.mark.parametrize(
    ("value", "is_wrong"),
    [
        ("YWxpY2U6aHVudGVyMg==", False),  # alice:hunter2
        ("YWxpY2U6aHVudGVyMg", True),  # what fills it up is missing
        ("dGVzdGNsaWVudDpzZWNyZXQ", True),  # so too, and without a digit
        ("dGVzdGNsaWVudDpzZWNyZXQ=", False),  # testclient:secret
        ("YWxpY2U6aHVudGVyMgo=", True),  # and a line break
        ("YWxpY2U6aHVudGVyM", True),  # a letter is lost
        ("YWxpY2Utd2l0aDEyMw==", True),  # alice-with123
        ("BASE64OFIDANDSECRET1", False),
        ("xxxxxxxxxxxxxxxx1", False),
        ("YourCredentialsHere", False),
    ],
)
def test_what_stands_behind_basic_is_a_name_a_colon_and_a_password(value, is_wrong):
    found = rules(f"```bash\n{UNENCODED['bash'].format(value)}\n```\n")
    assert ((2, "WP211") in found) == is_wrong


def test_prose_does_not_encode_the_line_break_of_echo():
    assert (1, "WP211") in rules("In base64, alice:hunter2 is YWxpY2U6aHVudGVyMgo=.\n")
    assert (1, "WP211") not in rules("In base64, alice:hunter2 is YWxpY2U6aHVudGVyMg==.\n")
    assert (1, "WP211") not in rules("In base64, a greeting of echo is aGVsbG8sIHdvcmxkIQo=.\n")


def test_damaged_credentials_are_somebodys_all_the_same():
    value = "Qm83ZkpxMnZYejlMd0U0dDpUcDZSczFOeUhjNUtnOERtM1V2V2"
    assert (2, "WP301") in rules(f"```bash\n{UNENCODED['bash'].format(value + 'E')}\n```\n")
    assert (2, "WP301") not in rules(f"```bash\n{UNENCODED['bash'].format('your' + value)}\n```\n")


JOINED = {
    "py": ('credentials = f"{client_id}{client_secret}"', 'credentials = f"{client_id}:{client_secret}"'),
    "js": (
        "const basic = btoa(clientId + clientSecret);",
        "const basic = btoa(`${clientId}:${clientSecret}`);",
    ),
    "php": ("$b = base64_encode($id . $secret);", "$b = base64_encode($id . ':' . $secret);"),
    "go": (
        "b := base64.StdEncoding.EncodeToString([]byte(id + secret))",
        'b := base64.StdEncoding.EncodeToString([]byte(id + ":" + secret))',
    ),
    "csharp": (
        "var b = Convert.ToBase64String(Encoding.UTF8.GetBytes(id + secret));",
        'var b = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));',
    ),
    "ruby": ('b = Base64.strict_encode64("#{id}#{secret}")', 'b = Base64.strict_encode64("#{id}:#{secret}")'),
    "java": (
        "String b = Base64.getEncoder().encodeToString((id + secret).getBytes());",
        'String b = Base64.getEncoder().encodeToString((id + ":" + secret).getBytes());',
    ),
}
SENT = {
    "py": '\nb = base64.b64encode(credentials.encode()).decode()\nheaders = {"Authorization": f"Basic {b}"}'
}


@pytest.mark.parametrize("language", JOINED)
def test_a_colon_stands_between_the_halves_of_basic_credentials(language):
    wrong, right = (code + SENT.get(language, "\n// Authorization: Basic") for code in JOINED[language])
    assert "WP211" in {rule for _, rule in rules(f"```{language}\n{wrong}\n```\n")}
    assert "WP211" not in {rule for _, rule in rules(f"```{language}\n{right}\n```\n")}


def test_a_user_without_a_colon_makes_curl_ask_for_the_password():
    sample = "```bash\ncurl --fail -u {} https://api.acme.dev/v1/me\n```\n"
    for wrong in ('"$CLIENT_ID"', "alice", "${USERNAME}"):
        assert (2, "WP303") in rules(sample.format(wrong))
    for right in ('"$CLIENT_ID:$SECRET"', "key:", '"$CREDENTIALS"', "<user>", "alice:pass"):
        assert "WP303" not in {rule for _, rule in rules(sample.format(right))}


def test_a_plus_that_means_itself_is_encoded():
    sample = '```bash\ncurl --fail "https://api.acme.dev/v1/x?q={}"\n```\n'
    for wrong in ("2024-01-01T00:00:00+01:00", "ada+tide@acme.dev"):
        assert (2, "WP202") in rules(sample.format(wrong))
    for right in ("2024-01-01T00:00:00%2B01:00", "blue+shoes", "a+b"):
        assert "WP202" not in {rule for _, rule in rules(sample.format(right))}


def test_a_table_of_errors_has_statuses():
    table = "## Errors\n\n| Error | {} |\n|---|---|\n| `gone` | It is gone |\n| `late` | Too late |\n"
    assert (3, "WP509") in rules(table.format("Meaning"))
    assert "WP509" not in {rule for _, rule in rules(table.format("Meaning") + "\nAll come with 404.\n")}


TLS = {
    "php": "<?php $c = new GuzzleHttp\\Client(['verify' => {}]);",
    "java": "HttpsURLConnection.setDefaultHostnameVerifier((String h, SSLSession s) -> {});",
    "js": "request({{ url: 'https://api.acme.dev', strictSSL: {} }});",
}


@pytest.mark.parametrize("language", TLS)
def test_checks_of_certificates_that_are_off_are_told(language):
    off, on = ("true", "check(h, s)") if language == "java" else ("false", "true")
    assert "WP306" in {rule for _, rule in rules(f"```{language}\n{TLS[language].format(off)}\n```\n")}
    assert "WP306" not in {rule for _, rule in rules(f"```{language}\n{TLS[language].format(on)}\n```\n")}


SLIPS = [
    ("ruby", "r = Net::HTTP::Post.new(uri)\nr.body = {{ a: 1 }}{}\nh.request(r)", "WP209", "", ".to_json"),
    ("ruby", "r['Authorization'] = {0}Bearer #{{token}}{0}", "WP115", "'", '"'),
    ("php", "<?php $h = ['X-Api-Key: $key'{}];", "WP115", "", ", 1); // '"),
    ("js", "const r = await fetch(u);\nconst {{ a }} = {}r.json();", "WP112", "", "await "),
    ("python", 'import requests\nd = requests.get("https://a.dev/x").json{}\nprint(d[0])', "WP111", "", "()"),
    (
        "bash",
        "curl --fail -d grant_type=refresh{} -d refresh_token=x -u a:b https://a.dev/t",
        "WP514",
        "",
        "_token",
    ),
]


@pytest.mark.parametrize(
    ("language", "code", "rule", "wrong", "right"), [each for each in SLIPS if each[0] != "php"]
)
def test_slips_of_the_languages_are_told(language, code, rule, wrong, right):
    assert rule in {found for _, found in rules(f"```{language}\n{code.format(wrong)}\n```\n")}
    assert rule not in {found for _, found in rules(f"```{language}\n{code.format(right)}\n```\n")}


def test_php_expands_nothing_in_single_quotes():
    assert (2, "WP115") in rules("```php\n<?php $h = ['X-Api-Key: $key'];\n```\n")
    assert "WP115" not in {
        rule for _, rule in rules("```php\n<?php $h = [\"X-Api-Key: $key\", '$5'];\n```\n")
    }


def test_members_of_another_library_s_response_are_told():
    sample = '```py\nimport httpx\n\nr = httpx.get("https://api.acme.dev/x")\nprint(r.{})\n```\n'
    assert (5, "WP111") in rules(sample.format("status"))
    for right in ("status_code", "text", "json()"):
        assert "WP111" not in {rule for _, rule in rules(sample.format(right))}


def test_one_language_sends_another_method_than_the_page_and_the_others():
    page = (
        "# Cancel\n\n`DELETE /v1/jobs/{id}`\n\n```bash\ncurl --fail -X DELETE https://api.acme.dev/v1/jobs/7\n```\n\n"
        '```py\nimport requests\n\nrequests.%s("https://api.acme.dev/v1/jobs/7", timeout=9).raise_for_status()\n```\n'
    )
    assert (12, "WP505") in rules(page % "post")
    assert "WP505" not in {rule for _, rule in rules(page % "delete")}


def test_the_page_decides_which_of_two_hosts_is_wrong():
    page = (
        "# Jobs\n\nThe API is at `https://api.acme.dev`.\n\n"
        '```py\nimport requests\n\nrequests.get("https://api.acme.com/v1/jobs", timeout=9).raise_for_status()\n```\n\n'
        "```bash\ncurl --fail https://api.acme.dev/v1/jobs\n```\n"
    )
    assert {line for line, rule in rules(page) if rule == "WP502"} == {8}


def test_a_put_to_a_path_is_held_against_the_samples():
    page = "# Jobs\n\nA {} to `/v1/jobs` makes one.\n\n```bash\ncurl --fail --json '{{}}' https://api.acme.dev/v1/jobs\n```\n"
    assert (3, "WP505") in rules(page.format("PUT"))
    assert "WP505" not in {rule for _, rule in rules(page.format("POST"))}


@pytest.mark.parametrize(
    ("address", "is_told"),
    [
        ("'https://api.acme.dev/v1/pair/'", False),
        ('"https://api.acme.dev/v1/pair/"', False),
        ("'/v1/pair/'", False),
        ("'https://api.acme.dev/v1/token'", True),
    ],
)
def test_quotes_around_an_address_are_no_part_of_it(address, is_told):
    text = (
        f"# Pair\n\n```shell\nPOST {address}\n```\n\n"
        "```shell\ncurl --fail -X POST 'https://api.acme.dev/v1/pair/'\n```\n"
    )
    faults = [each for each in audit_sources([("page.md", text.encode())]).findings if each.rule == "WP505"]
    assert [each.line for each in faults] == ([4] if is_told else [])
    assert all("'" not in each.message for each in faults)


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ("pk_live1_9f8a7c6e5d4b3a29", True),
        ("pk_live1_9f8a7c6e5d4b3a29...", False),  # cut short
        ("pk_live1_9f8a7c6e5d4b3a29…", False),
        ("pk_live1_a1b2c3d4e5f6g7h8", False),  # counted through
        ("sk_live_9f8a7c6e5d4b3a29c1", True),
        ("sk_live_9f8a7c6e5d4b3a29c1...", False),
    ],
)
def test_a_credential_that_is_cut_short_or_counted_through_is_nobodys(value, is_told):
    for header in (f"X-Api-Key: {value}", f"Authorization: Bearer {value}"):
        text = f'```bash\ncurl --fail -H "{header}" https://api.acme.dev/items\n```\n'
        assert ((2, "WP301") in rules(text)) is is_told


def test_any_number_of_dots_from_three_on_leaves_out_members_of_javascript():
    text = "```js\nnew Client({{\n  key: 'x',\n  {}\n}})\n```\n"
    assert not {(4, "WP101")} & {*rules(text.format(".....")), *rules(text.format("..."))}
    assert (4, "WP101") in rules(text.format(".."))


REPLACED = "# Key\n\n```bash\ncurl --fail -m 9 -H 'X-Key: {key}' https://api.acme.dev/items\n```\n\n%s\n"


@pytest.mark.parametrize(
    ("sentence", "is_told"),
    [
        ("Replace `<YOUR_KEY>` with your key.", True),
        ("You must change `YOUR_KEY` and `{key}` to your own.", True),
        ("Replace `{key}` with your key.", False),
        ("Replace `<key>` with your key.", False),
        ("Replace `YOUR_KEY` in the header below.\n\nIt is `X-Key: YOUR_KEY`.", False),
        ("Replace `{key}` with `<YOUR_KEY>`.", False),
        ("Replace `{key}` with the old key and `NEW_KEY` with the new one.", True),
    ],
)
def test_a_placeholder_that_readers_are_told_to_replace_is_there(sentence, is_told):
    assert ((7, "WP519") in rules(REPLACED % sentence)) is is_told


@pytest.mark.parametrize(
    ("credentials", "rule"),
    [
        ("QjZ6RGdaaTlZQ3lJS3VmUlhHdDFROFJEOTdqc2RDUU5SV1lGdjl4Szo3d3JIUzFJUHdXS3JJQ", "WP301"),
        ("czZCaGRSa3F0MzpnWDFmQmF0M2JWX", "WP211"),
    ],
)
def test_damaged_credentials_are_somebody_s_or_none(credentials, rule):
    page = f'```bash\ncurl --fail -m 9 -H "Authorization: Basic {credentials}" https://api.acme.dev/me\n```\n'
    assert [each.rule for each in audit_sources([("page.md", page.encode())]).findings] == [rule]


@pytest.mark.parametrize(
    ("path", "is_told"),
    [
        ("/oauth/revoke", True),
        ("/oauth/v0/revoke", False),
        ("/revoke", False),
        ("/auth/revoke", False),
        ("/oauth/tokens", False),
    ],
)
def test_a_path_below_its_sample_that_leaves_out_a_part(path, is_told):
    page = (
        "# T\n\n## Revoke\n\n```bash\ncurl -f --max-time 9 -d 'token=<TOKEN>' https://a.dev/oauth/v0/revoke\n```\n\n"
        f"`POST {path}`\n\nIt ends the session.\n"
    )
    assert ((9, "WP505") in rules(page)) is is_told


def test_a_row_of_an_answer_that_left_out_its_type():
    head = "# T\n\n## GET /items\n\n```bash\ncurl -f -m 9 https://a.dev/items\n```\n\n| Response | Type | Description |\n|---|---|---|\n"
    assert (12, "WP508") in rules(f"{head}| id | string | The item. |\n| uri | Where the item is. |\n")
    assert "WP508" not in {
        rule for _, rule in rules(f"{head}| id | string | The item. |\n| uri | string | Where it is. |\n")
    }


def test_a_secret_in_the_text_is_told_unless_it_says_that_it_stands_for_one():
    text = "# T\n\nIf your secret is `{}`, send it with every request.\n"
    assert (3, "WP301") in rules(text.format("zTfFgiyQCVDFk-1EtUerVLRk1is6LgL6"))
    assert rules(text.format("your-very-secret-client-secret")) == set()
    assert rules(text.format("abc")) == set()


@pytest.mark.parametrize(
    ("arguments", "is_told"),
    [
        ("key=minio.secret_key,\n    s3_max_concurrency=10", False),
        ("'secret_key', 'zTfFgiyQCVDFk1EtUerVLRk1is6LgL6'", True),
        ("secret_key='zTfFgiyQCVDFk1EtUerVLRk1is6LgL6'", True),
    ],
)
def test_what_stands_behind_a_name_and_a_comma_is_its_value_in_quotes_alone(arguments, is_told):
    page = f"# T\n\n```python\nfrom acme import Config\n\nprint(Config({arguments}))\n```\n"
    assert any(rule == "WP301" for _, rule in rules(page)) is is_told
