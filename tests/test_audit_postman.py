"""Samples as Postman writes them: HTTP_Request2 and pecl_http of PHP, and languages without a grammar."""

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


CURL = 'curl --fail -m 9 -H "Authorization: Bearer $T" https://api.acme.dev/items'
PYTHON = (
    "import requests\n\nrequests.get('https://api.acme.dev/items', timeout=9,"
    " headers={'Authorization': f'Bearer {T}'}).raise_for_status()"
)


def test_a_form_of_ruby_may_be_multipart():
    page = (
        "```ruby\nrequest = Net::HTTP::Post.new(URI('https://auth.acme.dev/token'))\n"
        "request.set_form [['grant_type', 'client_credentials'], ['client_id', id]]{}\n```\n"
    )
    assert "WP206" in rules(page.format(", 'multipart/form-data'"))
    assert "WP206" not in rules(page.format(""))
