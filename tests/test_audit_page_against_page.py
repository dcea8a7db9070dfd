"""What one place of a page says against another: formulas, headers, errors, values, order, addresses."""

import base64

import pytest

from generator.auditing.auditor import audit_sources


def found(text: str, name: str = "page.md") -> list[tuple[int | None, str, str]]:
    report = audit_sources([(name, text.encode())])
    return [(each.line, each.rule, each.message) for each in report.findings]


def messages(text: str, part: str) -> list[str]:
    return [f"{line}: {message}" for line, _, message in found(text) if part in message]


def block(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```\n\n"


CODE = "signature = hex(hmac_sha256(secret, verb + path + str(expires) + data))"


@pytest.mark.parametrize(
    ("formula", "missing"),
    [
        ("hex(HMAC_SHA256(secret, verb + path + data))", "expires"),
        ("hex(HMAC_SHA256(secret, verb + path + expires + data))", ""),
        ("hex(HMAC_SHA256(secret, path + nonce))", ""),
        ("verb + path + data", ""),  # which says nothing of a signature
    ],
)
def test_a_formula_that_lacks_what_the_samples_sign(formula, missing):
    page = f"# Signing\n\nIt is `{formula}`.\n\n" + block("python", CODE)
    told = messages(page, "this joins")
    assert told == (
        [f"3: this joins verb + path + data, and the samples sign {missing} as well"] * bool(missing)
    )


def test_a_header_of_the_text_without_the_scheme_of_the_samples():
    call = block("bash", "curl --fail -m 9 -H 'Authorization: Token {API_KEY}' https://api.acme.dev/items")
    assert messages(f"# Items\n\n{call}Send `Authorization: {{API_KEY}}`.\n", "no scheme here")
    assert not messages(f"# Items\n\n{call}Send `Authorization: Token {{API_KEY}}`.\n", "no scheme here")
    bare = call.replace("Token ", "")
    assert not messages(f"# Items\n\n{bare}Send `Authorization: {{API_KEY}}`.\n", "no scheme here")


def test_the_header_of_credentials_has_one_name():
    assert messages("Send the header `Authentication: TokenType Token`.\n", "no header of HTTP")
    assert not messages("Read the header `Authorization: TokenType Token`.\n", "no header of HTTP")
    assert not messages("See the heading `Authentication`.\n", "no header of HTTP")


REQUEST = block(
    "bash",
    "curl --fail -m 9 -H 'Content-Type: application/json' -d '{\"order_id\": \"7\"}' https://api.acme.dev/cancel",
)
FIELD = '{{\n  "code": "INVALID",\n  "field": "{}"\n}}'


def test_an_error_about_a_field_of_another_operation():
    page = f"# Cancel\n\n{REQUEST}## 400\n\n" + block("json", FIELD)
    wrong = page.replace("{{", "{").replace("}}", "}").replace('"{}"', '"supplier_id"')
    assert messages(wrong, "the error is about supplier_id")
    assert not messages(wrong.replace("supplier_id", "order_id"), "the error is about")
    assert not messages(
        wrong.replace("# Cancel", "# Cancel\n\n`supplier_id` is of others."), "the error is about"
    )
    other = wrong + REQUEST.replace("cancel", "orders")
    assert not messages(other, "the error is about")


def test_a_long_number_that_comes_back_as_a_text():
    sent = block("bash", "curl --fail -m 9 -d '{\"phone\": 256700123456}' https://api.acme.dev/send")
    assert messages(sent + block("json", '{"number": "256700123456"}'), "is the text")
    assert not messages(sent + block("json", '{"number": 256700123456}'), "is the text")


def test_the_values_of_a_message_are_those_of_the_samples_beside_it():
    def sample(kind: str) -> str:
        return f'{{"method": "{kind}", "amount": 20}}'

    head = "POST /pay HTTP/1.1\nHost: api.acme.dev\nContent-Type: application/json\n\n"
    code = f"import requests\n\nrequests.post('https://api.acme.dev/pay', json={sample('card')}, timeout=9)"
    curl = f"curl --fail -m 9 --json '{sample('card')}' https://api.acme.dev/pay"

    def page(kind: str) -> str:
        return "# Pay\n\n" + block("python", code) + block("bash", curl) + block("http", head + sample(kind))

    assert messages(page("wire"), "method is wire here, and card")
    assert not messages(page("card"), "in the samples beside it")


SERVICE = "# The API\n\nGet a key in your Dashboard.\n\n"
HERE = block("bash", "curl --fail -m 9 -H 'Authorization: Bearer {key}' http://localhost:5000/api/otp")


def test_a_service_whose_address_is_nowhere():
    assert messages(SERVICE + HERE, "where the API is")
    assert not messages(SERVICE.replace("Dashboard", "terminal") + HERE, "where the API is")
    assert not messages(SERVICE + "It runs at https://api.acme.dev.\n\n" + HERE, "where the API is")
    assert not messages(SERVICE + "Install it first.\n\n" + HERE, "where the API is")


JSON = '{{\n  "id": "7", {}\n  "phone": {}\n}}'


def test_what_stands_beside_json_in_its_block():
    assert messages(block("json", JSON.format("// of the order", "xxx")), "no comments") == [
        "3: JSON has no comments"
    ]
    assert not messages(block("json", JSON.format("", "xxx")), "no comments")
    assert not messages(block("json", JSON.format("", '"https://a.dev" oops')), "no comments")
    status = '< HTTP/1.1 200 OK\n\n{"id": 7}'
    assert messages(block("json", status), "the status stands")
    assert not messages(block("http", status), "the status stands")


ORDER = """async function send(phone) {{
  const response = await fetch("https://api.acme.dev/send", {{ method: "{0}", body: phone }});
  return response.ok;
}}
async function verify(code) {{
  const response = await fetch("https://api.acme.dev/verify", {{ method: "{0}", body: code }});
  return response.ok;
}}
{1}"""


@pytest.mark.parametrize(
    ("method", "calls", "is_told"),
    [
        ("POST", "send(1).then(console.log);\nverify(2).then(console.log);", True),
        ("POST", "send(1);\nverify(2);", True),
        ("POST", "await send(1);\nverify(2);", False),
        ("POST", "send(1).then(() => verify(2));", False),
        ("GET", "send(1);\nverify(2);", False),
    ],
)
def test_requests_that_change_something_wait_for_each_other(method, calls, is_told):
    assert bool(messages(block("js", ORDER.format(method, calls)), "does not wait for")) is is_told


def test_the_stubs_of_a_generator_are_no_example():
    call = 'curl --fail -m 9 --json \'{"id": "%s"}\' https://api.acme.dev/items'
    assert messages(block("bash", call % "string"), "stubs")
    assert not messages(block("bash", call % "a7"), "stubs")


@pytest.mark.parametrize(
    ("language", "code", "is_told"),
    [
        ("java", "try {\n  send();\n} catch (Exception e) {\n  // Handle errors\n}", True),
        ("java", "try {\n  send();\n} catch (Exception e) {\n  throw new Problem(e);\n}", False),
        ("js", "try {\n  await send();\n} catch {\n  // TODO\n}", True),
        ("js", "try {\n  await file.close();\n} catch {\n  // it is closed already\n}", False),
    ],
)
def test_an_error_that_is_caught_and_left(language, code, is_told):
    assert bool(messages(block(language, code), "nothing is made of it")) is is_told


RETURNED = """import requests

def send():
    try:
        response = requests.post("https://api.acme.dev/send", timeout=9)
        response.raise_for_status()
        return response.json()
    except requests.RequestException as e:
        {}

print(send())"""


@pytest.mark.parametrize(
    ("statement", "is_told"),
    [('return {"error": str(e)}', True), ("return None, e", False), ("raise SystemExit(str(e))", False)],
)
def test_an_error_that_is_returned_as_a_result(statement, is_told):
    told = messages(block("python", RETURNED.format(statement)), "told of no error")
    assert bool(told) is is_told


ANSWER = block("json", '{"success": false, "message": "expired"}')
CODES = "We use HTTP response codes to indicate the success or failure of a request.\n\n"


def test_a_failure_with_the_status_of_a_success():
    page = "# Codes\n\n{}## Response (200 OK / expired)\n\n" + ANSWER.replace("{", "{{").replace("}", "}}")
    assert messages(page.format(CODES), "this fails with 200") == [
        "8: this fails with 200, and the page says that the status tells of it (line 3)"
    ]
    assert not messages(page.format("Each answer has a body.\n\n"), "this fails with 200")
    assert not messages(page.format(CODES).replace("200 OK", "400 Bad Request"), "this fails with 200")


def test_a_limit_that_lasts_a_day_here_and_a_month_there():
    page = "# Limits\n\n429 says that your daily quota is used up.\n\n- **Quota**: 100 codes per {}.\n"
    assert messages(page.format("month"), "this is a daily quota") == [
        "3: this is a daily quota, and the page counts it by the month (line 5)"
    ]
    assert not messages(page.format("day"), "this is a daily quota")


GO = """code := r.URL.Query().Get("code")
{0} := r.URL.Query().Get("error")
if code == "" {{
	return
}}
user, err := client.User(code)
if err != nil {{
	return
}}
log.Println(user, {0})"""


def test_a_go_name_that_holds_a_text_takes_no_error():
    assert messages(block("go", GO.format("err")), "holds a text") == [
        "7: err holds a text from above, and takes no error: its type stays what it was"
    ]
    assert not messages(block("go", GO.format("problem")), "holds a text")


JAVA = """HttpURLConnection connection = (HttpURLConnection) url.openConnection();
System.out.println(connection.getResponseCode());
{}InputStream in = connection.getInputStream();"""


def test_what_a_server_says_of_an_error_is_read():
    assert messages(block("java", JAVA.format("")), "is read nowhere")
    looked = "if (connection.getResponseCode() >= 400) throw new IOException();\n"
    assert not messages(block("java", JAVA.format(looked)), "is read nowhere")
    read = "InputStream error = connection.getErrorStream();\n"
    assert not messages(block("java", JAVA.format(read)), "is read nowhere")


def test_a_token_that_is_shown_says_until_when_it_holds():
    def token(payload: str) -> str:
        coded = [
            base64.urlsafe_b64encode(each.encode()).decode().rstrip("=")
            for each in ('{"alg":"HS256"}', payload)
        ]
        return ".".join([*coded, "wWyb-nNff3RBw73D1hqN9k8U8_pKMHWGShMwA9YvSAc"])

    def fixes(payload: str) -> list[str | None]:
        call = f"curl --fail -m 9 -H 'Authorization: Bearer {token(payload)}' https://api.acme.dev/items"
        report = audit_sources([("page.md", block("bash", call).encode())])
        return [each.fix for each in report.findings if each.rule == "WP301"]

    (dated,) = fixes('{"exp":1552581119,"user":"5c868d40"}')
    assert (dated or "").endswith("It holds until 2019-03-14, and is refused after that.")
    for payload in (
        '{"user":"5c868d40a77"}',
        '{"exp":true,"user":"5c86"}',
        '{"exp":1e300,"user":"5c8"}',
        "no JSON at all",
    ):
        assert not any("holds until" in (fix or "") for fix in fixes(payload))
