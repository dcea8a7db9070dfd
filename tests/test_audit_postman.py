"""Samples as Postman writes them: HTTP_Request2 and pecl_http of PHP, and languages without a grammar."""

import pytest

from generator.auditing.auditor import audit_sources


def rules(page: str) -> set[str]:
    return {each.rule for each in audit_sources([("page.md", page.encode())]).findings}


REQUEST2 = """```php
<?php
require_once 'HTTP/Request2.php';
$request = new HTTP_Request2();
$request->setUrl('{url}');
$request->setMethod(HTTP_Request2::METHOD_POST);
$request->setConfig(array('follow_redirects' => TRUE{config}));
$request->setHeader(array('Authorization' => 'Basic {basic}'));
$request->addPostParameter(array('grant_type' => '{grant}', 'scope' => 'read'));
$response = $request->send();
if ({looks}) {{
  exit(1);
}}
echo $response->getBody();
```
"""
GOOD = {
    "url": "https://auth.acme.dev/token",
    "config": "",
    "basic": "{credentials}",
    "grant": "client_credentials",
    "looks": "$response->getStatus() != 200",
}


def test_a_request_of_http_request2_is_read():
    assert not rules(REQUEST2.format(**GOOD)) & {"WP201", "WP213", "WP303", "WP604", "WP605"}


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("url", "http://auth.acme.dev/token", "WP201"),
        ("url", "https://auth.acme.dev/token?client_secret=abc", "WP302"),
        ("config", ", 'ssl_verify_peer' => FALSE", "WP306"),
        ("grant", "password", "WP307"),
        ("looks", "$response === null", "WP604"),
    ],
)
def test_what_a_request_of_http_request2_does(name, value, rule):
    assert rule in rules(REQUEST2.format(**{**GOOD, name: value}))


def test_a_request_of_pecl_http_is_read():
    page = """```php
<?php
$client = new http\\Client;
$request = new http\\Client\\Request;
$request->setRequestUrl('http://api.acme.dev/items');
$request->setRequestMethod('PUT');
$request->setHeaders(array('Authorization' => 'Bearer x'));
$client->enqueue($request)->send();
echo $client->getResponse()->getBody();
```
""".replace("\\\\", "\\")
    assert {"WP201", "WP604", "WP605"} <= rules(page)


SWIFT = """```swift
var request = URLRequest(url: URL(string: "https://api.acme.dev/items")!,timeoutInterval: {limit})
request.addValue("Bearer \\(token)", forHTTPHeaderField: "Authorization")
let task = URLSession.shared.dataTask(with: request) {{ data, response, error in
  guard let data = data else {{ return }}
  print({looks})
}}
task.resume()
```
"""


def test_swift_looks_at_the_status_and_does_not_wait_forever():
    poor = rules(SWIFT.format(limit="Double.infinity", looks="data"))
    assert {"WP604", "WP605"} <= poor
    good = rules(SWIFT.format(limit="10", looks="(response as? HTTPURLResponse)?.statusCode ?? 0"))
    assert not good & {"WP604", "WP605"}


@pytest.mark.parametrize(
    ("language", "poor", "good"),
    [
        (
            "c",
            'curl_easy_setopt(curl, CURLOPT_URL, "https://api.acme.dev/");\nres = curl_easy_perform(curl);',
            "curl_easy_setopt(curl, CURLOPT_FAILONERROR, 1L);\ncurl_easy_setopt(curl, CURLOPT_TIMEOUT, 9L);\n",
        ),
        (
            "dart",
            (
                "import 'package:http/http.dart' as http;\n"
                "var response = await http.get(Uri.parse('https://api.acme.dev/')).timeout(limit);\n"
            ),
            "if (response.statusCode != 200) throw response;\n",
        ),
        (
            "kotlin",
            (
                'val request = Request.Builder().url("https://api.acme.dev/").build()\n'
                "val response = client.newCall(request).execute()\n"
            ),
            "check(response.isSuccessful)\n",
        ),
        (
            "rust",
            (
                "let client = reqwest::Client::builder().timeout(limit).build()?;\n"
                'let text = client.get("https://api.acme.dev/").send().await?'
            ),
            ".error_for_status()?",
        ),
        (
            "perl",
            "use LWP::UserAgent;\nmy $answer = LWP::UserAgent->new->get('https://api.acme.dev/');\n",
            "die $answer->status_line unless $answer->is_success;\n",
        ),
        ("r", "library(httr)\nanswer <- GET('https://api.acme.dev/')\n", "stop_for_status(answer)\n"),
    ],
)
def test_other_languages_look_at_the_status(language, poor, good):
    assert "WP604" in rules(f"```{language}\n{poor}\n```\n")
    assert not rules(f"```{language}\n{poor}{good}\n```\n") & {"WP604", "WP605"}


CURL = 'curl --fail -m 9 -H "Authorization: Bearer $T" https://api.acme.dev/items'
PYTHON = (
    "import requests\n\nrequests.get('https://api.acme.dev/items', timeout=9,"
    " headers={'Authorization': f'Bearer {T}'}).raise_for_status()"
)


def test_a_tab_without_a_grammar_sends_credentials_as_the_others_do():
    swift = SWIFT.format(limit="9", looks="statusCode")
    whole = (
        f"<Tabs>\n<TabItem value='a'>\n\n```bash\n{CURL}\n```\n\n</TabItem>\n<TabItem value='b'>\n\n"
        f"```python\n{PYTHON}\n```\n\n</TabItem>\n<TabItem value='c'>\n\n{swift}\n</TabItem>\n</Tabs>\n"
    )
    assert "WP513" not in rules(whole)
    lines = [line for line in whole.split("\n") if "addValue" not in line]
    assert "WP513" in rules("\n".join(lines))


def test_no_files_make_no_multipart_request():
    page = (
        "```python\nimport requests\n\nfiles = {}\nresponse = requests.post('https://auth.acme.dev/token', timeout=9,"
        " data={{'grant_type': 'client_credentials', 'client_id': i, 'client_secret': s}}, files=files)\n"
        "print({})\n```\n"
    )
    assert "WP206" not in rules(page.format("[]", "response.status_code"))
    assert "WP206" not in rules(page.format("{}", "response.status_code"))
    assert "WP206" in rules(page.format("[('a', ('b', data))]", "response.status_code"))
    assert "WP111" in rules(page.format("[]", "response.text.encode('utf8')"))
    assert "WP111" not in rules(page.format("[]", "response.text"))


def test_a_form_of_ruby_may_be_multipart():
    page = (
        "```ruby\nrequest = Net::HTTP::Post.new(URI('https://auth.acme.dev/token'))\n"
        "request.set_form [['grant_type', 'client_credentials'], ['client_id', id]]{}\n```\n"
    )
    assert "WP206" in rules(page.format(", 'multipart/form-data'"))
    assert "WP206" not in rules(page.format(""))


def test_the_token_of_postman_is_no_credential():
    page = (
        '```csharp\nusing RestSharp;\nvar client = new RestClient("https://api.acme.dev/items");\n'
        'var request = new RestRequest();\nrequest.AddHeader("{}", "15611ed1-6dbf-1eba-e161-79384e28cbd5");\n'
        "Console.WriteLine((await client.GetAsync(request)).Content);\n```\n\n"
        "```bash\ncurl --fail -m 9 https://api.acme.dev/items\n```\n"
    )
    assert {"WP301", "WP513"} <= rules(page.format("X-Api-Key"))
    assert not rules(page.format("postman-token")) & {"WP301", "WP513"}
