"""Arguments, promises and answers as a hurried writer gets them wrong, each beside what is right."""

import pytest

from generator.auditing.auditor import audit_sources


def rules(name: str, text: str) -> set[str]:
    return {each.rule for each in audit_sources([(name, text.encode())]).findings}


def code(language: str, text: str) -> set[str]:
    return rules("a.md", f"```{language}\n{text}\n```\n")


PY = "import requests\n"
HTTP = "import http.client\nc = http.client.HTTPSConnection('api.acme.dev', timeout=5)\n"
URLLIB = "import urllib.request\nr = urllib.request.Request('https://api.acme.dev/a')\n"
NET = "var c = new HttpClient();\n"
GO = (
    'req, err := http.NewRequest("GET", "https://a.dev", nil)\nif err != nil {\n\tlog.Fatal(err)\n}\n'
    "resp, err := http.DefaultClient.Do(req)\n"
)
WRONG_AND_RIGHT = [
    ("py", PY + "requests.get(U, headers)", PY + "requests.get(U, params)", "WP111"),
    ("py", PY + "requests.get(U, {'Authorization': t})", PY + "requests.get(U, {'limit': 1})", "WP111"),
    ("py", PY + "requests.post(U, d, headers)", PY + "requests.post(U, d, headers=headers)", "WP111"),
    ("py", PY + "requests.put(U, d, headers)", PY + "requests.put(U, d, headers=headers)", "WP111"),
    ("py", PY + "requests.Sesion()", PY + "requests.Session()", "WP111"),
    ("py", PY + "requests.Post(U)", "import requests as requests\nrequests.post(U)", "WP111"),
    (
        "py",
        PY + "from requests.auth import HTTPBasicAuth\nHTTPBasicAuth(i)",
        PY + "from requests.auth import HTTPBasicAuth\nHTTPBasicAuth(*pair)",
        "WP111",
    ),
    (
        "py",
        PY + "r = requests.get(U)\nr.raise_for_status",
        PY + "requests.get(U).raise_for_status()",
        "WP111",
    ),
    (
        "py",
        PY + "import json\nr = requests.get(U)\njson.loads(r)",
        PY + "import json\nr = requests.get(U)\njson.loads(r.text)",
        "WP111",
    ),
    (
        "py",
        PY + "import json\nr = requests.get(U)\nd = json.loads(r.json())",
        PY + "r = requests.get(U)\nd = r.json()",
        "WP111",
    ),
    ("py", PY + "requests.get(U).text.json()", PY + "requests.get(U).json()", "WP111"),
    (
        "py",
        PY + "import json\nrequests.post(U, json=json.dumps(d))",
        PY + "import json\nrequests.post(U, data=json.dumps(d))",
        "WP204",
    ),
    (
        "py",
        HTTP + "c.request('POST', '/a', {'a': 1})",
        HTTP + "c.request('POST', '/a', '{}')",
        "WP111",
    ),
    ("py", HTTP + "print(c.getresponse().read().json())", HTTP + "print(c.getresponse().read())", "WP111"),
    ("py", URLLIB + "r.add_header('A: b')", URLLIB + "r.add_header('A', 'b')", "WP111"),
    ("py", URLLIB + "urllib.request.open(r)", URLLIB + "urllib.request.urlopen(r, timeout=5)", "WP111"),
    (
        "py",
        PY + "r = requests.get(U)\nif r.status == 201:\nprint(1)",
        PY + "r = requests.get(U)\nif r.status_code == 201:\nprint(1)",
        "WP111",
    ),
    (
        "js",
        "fetch(U).then(r => { r.json(); }).then(d => console.log(d));",
        "fetch(U).then(r => { return r.json(); }).then(d => console.log(d));",
        "WP112",
    ),
    (
        "js",
        "fetch(U).then(r => { r.json(); }).then(d => console.log(d));",
        "fetch(U).then(r => { r.json(); }).then(() => console.log('done'));",
        "WP112",
    ),
    (
        "js",
        "const r = await fetch('https://api.acme.dev/a');\nconsole.log(r.json().id);",
        "const r = await fetch('https://api.acme.dev/a');\nr.json().then(d => console.log(d.id));",
        "WP112",
    ),
    (
        "js",
        "axios.get(url, data, { headers });",
        "axios.post(url, data, { headers });",
        "WP111",
    ),
    (
        "java",
        'HttpRequest.newBuilder().uri(u).POST("{}").build();',
        'HttpRequest.newBuilder().uri(u).POST(HttpRequest.BodyPublishers.ofString("{}")).build();',
        "WP111",
    ),
    (
        "go",
        "func get() error {\n\tb, err := read()\n\tif err != nil {\n\t\treturn nil\n\t}\n\treturn send(b)\n}",
        "func get() error {\n\tb, err := read()\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn send(b)\n}",
        "WP603",
    ),
    ("go", "resp, err := http.Client.Do(req)", "resp, err := (&http.Client{}).Do(req)", "WP111"),
    (
        "ruby",
        "require 'net/http'\nuri = URI('https://a.dev')\nhttp = Net::HTTP.new(uri.host)\nr = http.request(uri)",
        "require 'net/http'\nuri = URI('https://a.dev')\nr = http.request(Net::HTTP::Get.new(uri))",
        "WP111",
    ),
    (
        "ruby",
        "require 'json'\nres = http.request(req)\nputs JSON.parse(res)",
        "require 'json'\nres = http.request(req)\nputs JSON.parse(res.body)",
        "WP111",
    ),
    (
        "json",
        '{"data": [{"points": 1}, {"points": "2"}]}',
        '{"data": [{"points": "1"}, {"points": "2"}]}',
        "WP514",
    ),
    ("json", '{"at": "2025-13-04T08:00:00Z"}', '{"at": "2025-12-04T08:00:00Z"}', "WP514"),
    ("http", "HTTP/1.1 200 OK\n\n{'a': 1}", 'HTTP/1.1 200 OK\n\n{"a": 1}', "WP510"),
    ("http", "HTTP/1.1 200 OK\n\n{'a': 1}", 'HTTP/1.1 200 OK\n\n{"a": 1}\n{"a": 2}', "WP510"),
    *(
        ("csharp", f"{NET}{wrong}", f"{NET}{right}", rule)
        for wrong, right, rule in (
            (
                'var a = Convert.ToBase64String($"{i}:{s}");',
                "var a = Convert.ToBase64String(bytes);",
                "WP111",
            ),
            (
                'c.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer x");',
                'c.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", x);',
                "WP111",
            ),
            (
                "var f = new Dictionary<string, string>();\nawait c.PostAsync(u, f);",
                "var f = new FormUrlEncodedContent(d);\nawait c.PostAsync(u, f);",
                "WP111",
            ),
            (
                "await c.PutAsync(u, JsonSerializer.Serialize(o));",
                "await c.PutAsync(u, new StringContent(t));",
                "WP111",
            ),
            ("await c.PostAsync(u, new { a = 1 });", "await c.PostAsJsonAsync(u, new { a = 1 });", "WP111"),
            (
                "var r = await c.GetAsync(u);\nif (r.IsSuccessStatusCode()) return;",
                "var r = await c.GetAsync(u);\nif (r.IsSuccessStatusCode) return;",
                "WP111",
            ),
            (
                "var r = await c.GetAsync(u);\nthrow new Exception(r.StatusCode);",
                "var r = await c.GetAsync(u);\nthrow new Exception(r.ReasonPhrase);",
                "WP111",
            ),
            ('c.DefaultRequestHeaders["A"] = "b";', 'c.DefaultRequestHeaders.Add("A", "b");', "WP111"),
            (
                'var r = await c.GetAsync(u);\nvar l = r.Headers["Location"];\nConsole.Write(l);',
                'var r = w.GetResponse();\nvar l = r.Headers["Location"];\nConsole.Write(l);',
                "WP111",
            ),
            (
                "async void Send() { await c.GetAsync(u); }",
                "async void Send(object s, EventArgs e) { await c.GetAsync(u); }",
                "WP112",
            ),
            (
                'c.BaseAddress = new Uri("https://api.acme.dev/v2");\nvar r = await c.GetAsync("/a");',
                'c.BaseAddress = new Uri("https://api.acme.dev/v2/");\nvar r = await c.GetAsync("a");',
                "WP208",
            ),
            (
                'c.BaseAddress = new Uri("https://api.acme.dev/v2");\nvar r = await c.GetAsync("a");',
                'c.BaseAddress = new Uri("https://api.acme.dev/");\nvar r = await c.GetAsync("/a");',
                "WP208",
            ),
        )
    ),
    *(
        ("go", f"{GO}{wrong}", f"{GO}{right}", rule)
        for wrong, right, rule in (
            ('f := url.Values{"a": "b"}', 'f := url.Values{"a": {"b"}}', "WP111"),
            ("r := strings.NewReader(form.Encode)", "r := strings.NewReader(form.Encode())", "WP111"),
            ('req.SetBasicAuth("a:b")', 'req.SetBasicAuth("a", "b")', "WP111"),
            (
                'if resp.StatusCode != "200" {\n\treturn\n}',
                "if resp.StatusCode != 200 {\n\treturn\n}",
                "WP111",
            ),
            ("json.Unmarshal(resp.Body, &o)", "json.Unmarshal(body, &o)", "WP111"),
            ("resp.Close()", "resp.Body.Close()", "WP111"),
            ("if err == nil {\n\tlog.Fatal(err)\n}", "if err != nil {\n\tlog.Fatal(err)\n}", "WP603"),
            (
                'var out struct {\n\titems []string `json:"items"`\n}',
                'var out struct { Items []string `json:"items"` }',
                "WP111",
            ),
        )
    ),
    *(
        ("java", wrong, right, "WP111")
        for wrong, right in (
            (
                'new Request.Builder().addHeader("A: b").build();',
                'new Request.Builder().addHeader("A", "b").build();',
            ),
            ("Response r = client.newCall(q);", "Call r = client.newCall(q);"),
            (
                "Response r = client.newCall(q).execute();\nf(r.body().toString());",
                "Response r = client.newCall(q).execute();\nf(r.body().string());",
            ),
            (
                'String a = "Basic " + Base64.getEncoder().encode(b);',
                'String a = "Basic " + Base64.getEncoder().encodeToString(b);',
            ),
            (
                "HttpResponse<String> r = c.send(q, h);\nf(r.statusCode);",
                "HttpResponse<String> r = c.send(q, h);\nf(r.statusCode());",
            ),
        )
    ),
    *(
        ("js", wrong, right, rule)
        for wrong, right, rule in (
            (
                "const p = new URLSearchParams();\nf(JSON.stringify(p));",
                "const p = { a: 1 };\nf(JSON.stringify(p));",
                "WP111",
            ),
            (
                "const a = 'Basic ' + Buffer.from(i + ':' + s);",
                "const a = 'Basic ' + Buffer.from(i + ':' + s).toString('base64');",
                "WP111",
            ),
            (
                "app.post('/h', (req, res) => { f(req.headers['X-Sign']); });",
                "app.post('/h', (req, res) => { f(req.headers['x-sign']); });",
                "WP111",
            ),
            (
                "const request = require('request');\nrequest(u, (e, r, body) => f(e, body.id));",
                "const request = require('request');\nrequest({ url: u, json: true }, (e, r, body) => f(e, body.id));",
                "WP111",
            ),
            (
                "const r = await fetch(U, { method: 'POST', data: x });",
                "const r = await fetch(U, { method: 'POST', body: x });",
                "WP111",
            ),
            ("new URL('/a', 'https://api.acme.dev/v2')", "new URL('a', 'https://api.acme.dev/v2/')", "WP208"),
            (
                "const d = { note: 'Ring twice\", a: 1 };\nconst { b } = axios.get(u);",
                "const d = { note: 'Ring twice', a: 1 };\nconst { b } = await axios.get(u);",
                "WP112",
            ),
        )
    ),
    *(
        ("php", f"<?php\n{wrong}", f"<?php\n{right}", rule)
        for wrong, right, rule in (
            (
                "$r = curl_exec();",
                "curl_setopt($c, CURLOPT_RETURNTRANSFER, true);\n$r = curl_exec($c);",
                "WP111",
            ),
            ("echo $_GET[code];", 'echo "$_GET[code]";', "WP102"),
            (
                "$g = new GuzzleHttp\\Client();\n$g->get($u, ['headers' => ['A: b']]);",
                "$g = new GuzzleHttp\\Client();\n$g->get($u, ['headers' => ['A' => 'b']]);",
                "WP111",
            ),
            (
                "$t = json_decode($r, true);\necho $t->id;",
                "$t = json_decode($r, true);\necho $t['id'];",
                "WP111",
            ),
            (
                "$g = new Client(['base_uri' => 'https://a.dev/v2']);\n$g->get('/x');",
                "$g = new Client(['base_uri' => 'https://a.dev/v2/']);\n$g->get('x');",
                "WP208",
            ),
        )
    ),
    *(
        ("py", wrong, right, rule)
        for wrong, right, rule in (
            ("import os\nk = os.environ('K')", "import os\nk = os.environ['K']", "WP111"),
            ("import json\nt = json.dump(o)", "import json\nt = json.dumps(o)", "WP111"),
            ("import time\ntime.wait(1)", "import time\ntime.sleep(1)", "WP111"),
            (
                f"{PY}requests.post(U, files={{'f': open('a.mp3')}})",
                f"{PY}requests.post(U, files={{'f': open('a.mp3', 'rb')}})",
                "WP111",
            ),
            (f"{HTTP}r = c.response()", f"{HTTP}r = c.getresponse()", "WP111"),
            (
                f"{HTTP}r = c.getresponse()\nprint(r.status_code)",
                f"{HTTP}r = c.getresponse()\nprint(r.status)",
                "WP111",
            ),
            (
                f"{PY}print(requests.get(U).json().id)",
                f"{PY}print(requests.get(U).json().get('id'))",
                "WP111",
            ),
            (
                "import hmac\nd = hmac.new(k, b, 'sha256').hexdigest",
                "import hmac\nd = hmac.new(k, b, 'sha256').hexdigest()",
                "WP111",
            ),
            (
                "import hmac\nd = hmac.new(body, secret, 'sha256')",
                "import hmac\nd = hmac.new(secret, body, 'sha256')",
                "WP111",
            ),
            ("u = '/orders/' + 17", "u = '/orders/' + '17'", "WP111"),
            (
                "from urllib.parse import urljoin\nu = urljoin('https://a.dev/v2', 'x')",
                "from urllib.parse import urljoin\nu = urljoin('https://a.dev/v2/', 'x')",
                "WP208",
            ),
        )
    ),
    ("bash", 'curl -f -H "K: $API-KEY" https://a.dev', 'curl -f -H "K: $API_KEY" https://a.dev', "WP115"),
    ("bash", "curl -f https://a.dev/v2//x", "curl -f https://a.dev/v2/x?u=https://b.dev", "WP208"),
    ("bash", "curl -f htts://a.dev/x", "curl -f http+unix://a.dev/x", "WP208"),
    ("bash", "curl -f hhtp://a.dev/x", "curl -f hdfs://a.dev/x", "WP208"),
    (
        "bash",
        "curl -f -H 'Authentication: Bearer $T' https://a.dev",
        "curl -f -H 'Authentication: on' https://a.dev",
        "WP211",
    ),
    (
        "php",
        '$c = curl_init("https://a.dev/x?" . http_build_query(["a" => "b c"]) . "\\n"); curl_exec($c);',
        '$c = curl_init("https://a.dev/x?" . http_build_query(["a" => "b\nc"])); curl_exec($c);',
        "WP208",
    ),
    ("bash", "curl -f 'https://a.dev/x\n?a=b'", "curl -f 'https://a.dev/x?a=b'", "WP208"),
    (
        "php",
        '$c = curl_init("https://a.dev/token?" . http_build_query(["grant_type" => "password"])); curl_exec($c);',
        '$c = curl_init("https://a.dev/token?" . http_build_query(["grant_type" => $grant])); curl_exec($c);',
        "WP307",
    ),
    (
        "bash",
        """curl -f https://a.dev -d '{"a": "", "b": [{"c": ""}], "d": ""}'""",
        """curl -f https://a.dev -d '{"a": "", "b": [{"c": ""}], "d": 0}'""",
        "WP212",
    ),
    (
        "bash",
        """curl -f https://a.dev -d '{"a": "", "b": "", "c": ""}'""",
        """curl -f https://a.dev -d '{"a": "", "b": ""}'""",
        "WP212",
    ),
    (
        "js",
        "const r = await fetch('https://a.dev/x'); const { data } = await r.json(); use(data.status);",
        "const r = await fetch('https://a.dev/x'); const { data } = await r.json(); use(r.status);",
        "WP604",
    ),
    (
        "js",
        "const r = await fetch('https://a.dev/x'); if (!r.ok) throw new Error('timeout');",
        "const r = await fetch('https://a.dev/x', { 'timeout': 9 }); if (!r.ok) throw new Error('failed');",
        "WP605",
    ),
    (
        "php",
        "$c = curl_init('{host}/items'); curl_exec($c);",
        '$c = curl_init("{$host}/items"); curl_exec($c);',
        "WP212",
    ),
    (
        "py",
        "import requests\nrequests.get('{host}/items', timeout=9).raise_for_status()",
        "import requests\nrequests.get('{host}/items'.format(host=HOST), timeout=9).raise_for_status()",
        "WP212",
    ),
    ("php", "$c = curl_init(); curl_close($c);", "$c = curl_init(); curl_exec($c);", "WP602"),
    ("http", "HTTP/1.1 404 Unauthorized", "HTTP/1.1 401 Unauthorized", "WP509"),
]


@pytest.mark.parametrize(("language", "wrong", "right", "rule"), WRONG_AND_RIGHT)
def test_what_a_hurried_writer_gets_wrong_is_told(language, wrong, right, rule):
    assert rule in code(language, wrong)
    assert rule not in code(language, right)


SHOWN = "```bash\ncurl -f https://a.dev\n```\n\n```python\nprint(1)\n```\n"


def test_languages_that_a_sentence_promises_are_shown():
    assert "WP507" in rules("a.md", f"Examples are available for cURL, Python and Ruby.\n\n{SHOWN}")
    assert "WP507" in rules("a.md", f"For the body, see the Ruby example.\n\n{SHOWN}")
    for right in (
        "Examples are available for cURL and Python.",
        "There are SDKs with examples for cURL, Python and Ruby.",
        "Examples go beyond cURL and Python.",
        "Examples in PHP and Ruby are at the end.",
    ):
        assert "WP507" not in rules("a.md", f"{right}\n\n{SHOWN}")


def test_a_code_in_a_table_has_its_own_words():
    table = "| Code | Meaning |\n|---|---|\n| 401 | {} |\n"
    assert "WP509" in rules("a.md", table.format("Forbidden -- your key is wrong"))
    for right in ("Unauthorized", "Gone fishing", "The key is wrong", "Not a Found key"):
        assert "WP509" not in rules("a.md", table.format(right))


def test_the_answer_is_of_the_page_that_was_asked_for():
    text = '# A\n\n```bash\ncurl -f "https://api.acme.dev/a?page=2"\n```\n\n```json\n{"data": [], "page": %d}\n```\n'
    assert "WP514" in rules("a.md", text % 1)
    assert "WP514" not in rules("a.md", text % 2)


def test_an_answer_with_a_slip_is_read_all_the_same():
    text = (
        "# A\n\n```py\nimport requests\nd = requests.get('https://api.acme.dev/a', timeout=5).json()\n"
        'print(d["%s"])\n```\n\n```json\n{"id": "ab...", "name": "x",}\n```\n'
    )
    assert "WP514" in rules("a.md", text % "title")
    assert "WP514" not in rules("a.md", text % "name")


def test_scopes_are_parted_by_spaces():
    sample = (
        'curl -f -u "$A:$B" https://a.dev/token -d grant_type=client_credentials --data-urlencode "scope={}"'
    )
    assert "WP514" in code("bash", sample.format("read,write"))
    assert "WP514" not in code("bash", sample.format("read write"))


def test_a_value_with_a_space_is_told_beside_one_in_a_variable():
    sample = 'curl -f https://a.dev/x -d "id=$ID" -d "note={}"'
    text = f"```bash\n{sample.format('a b')}\n```\n"
    found = [each.message for each in audit_sources([("a.md", text.encode())]).findings]
    assert any("note has ' '" in message for message in found)


def test_a_token_alone_is_told_where_the_others_say_bearer():
    curl = '```bash\ncurl -f -H "Authorization: Bearer $TOKEN" https://api.acme.dev/a\n```\n\n'
    php = "```php\n$ch = curl_init('https://api.acme.dev/a');\ncurl_setopt($ch, CURLOPT_HTTPHEADER, [\"Authorization: Bearer $token\"]);\n```\n\n"
    go = '```go\nreq, err := http.NewRequest("GET", "https://api.acme.dev/a", nil)\nreq.Header.Set("Authorization", {})\nres, err := http.DefaultClient.Do(req)\n```\n'
    assert "WP513" in rules("a.md", f"# A\n\n{curl}{php}{go.format('token')}")
    assert "WP513" not in rules("a.md", f"# A\n\n{curl}{php}{go.format('header')}")


def test_a_request_that_sends_a_body_is_the_model_for_its_method():
    curl = "```bash\ncurl -f -X GET https://api.acme.dev/a -d b=1\n```\n\n"
    py = "```py\nimport requests\nrequests.post('https://api.acme.dev/a', data={'b': 1}, timeout=5)\n```\n"
    found = audit_sources([("a.md", f"# A\n\n{curl}{py}".encode())]).findings
    assert [(each.line, each.fix) for each in found if each.rule == "WP505"] == [(4, "Write POST.")]


def test_fields_of_a_domain_have_types_where_the_others_do():
    text = "A\n=\n\n.. http:get:: /a\n\n   :query int limit: how many\n   :query{} page: which\n"
    assert "WP508" in rules("a.rst", text.format(""))
    assert "WP508" not in rules("a.rst", text.format(" int"))


def test_a_missing_call_is_read_as_one():
    text = 'var c = new HttpClient();\nvar r = await c.GetAsync("https://a.dev");\nr.EnsureSuccessStatusCode;\nConsole.WriteLine(r.Bdy);'
    assert "WP101" in code("csharp", text)
    assert "WP101" not in code("csharp", text.replace("Code;", "Code();"))


def test_the_types_of_a_table_hold_for_the_answer():
    text = '# A\n\n| Field | Type | Description |\n|---|---|---|\n| `id` | %s | the id |\n| `at` | string | when |\n\n```json\n{"id": "12", "at": "ab...",}\n```\n'
    assert "WP514" in rules("a.md", text % "integer")
    assert "WP514" not in rules("a.md", text % "string")


def test_a_middleware_may_add_headers_by_any_name():
    sample = "app.use({});\napp.get('/', (req, res) => res.send(req.headers['Auth-User']));"
    assert "WP111" in code("js", sample.format("express.json()"))
    assert "WP111" not in code("js", sample.format("handler.run"))


def test_the_hash_of_a_sample_is_the_one_of_the_text():
    text = "# A\n\nThe header is the HMAC-SHA256 of the body.\n\n```js\ncrypto.createHmac('%s', key).update(raw);\n```\n"
    assert "WP514" in rules("a.md", text % "sha1")
    assert "WP514" not in rules("a.md", text % "sha256")


def test_credentials_of_basic_have_their_scheme():
    text = 'var a = Convert.ToBase64String(b);\nvar c = new HttpClient();\nc.DefaultRequestHeaders.Add("Authorization", {});'
    assert "WP211" in code("csharp", text.format("a"))
    assert "WP211" not in code("csharp", text.format('"Basic " + a'))


def test_a_ruby_sample_without_its_end_is_judged_all_the_same():
    text = "require 'json'\nres = http.request(req) do |r|\n  puts JSON.parse(res)"
    assert {"WP101", "WP111"} <= code("ruby", text)


def test_credentials_that_the_text_puts_into_authentication_are_told():
    assert "WP211" in rules("a.md", "Send `Authentication: Bearer {token}` with each request.\n")
    for right in (
        "Send `Authorization: Bearer {token}`.",
        "# Authentication: Basic",
        "Authentication: Bearer",
    ):
        assert "WP211" not in rules("a.md", f"{right}\n")


@pytest.mark.parametrize(
    ("words", "status", "is_told"),
    [
        ("Token is invalid", 405, True),
        ("Invalid API key", 405, True),
        ("Credentials missing", 405, True),
        ("Token is invalid", 401, False),
        ("Method not allowed", 405, False),
        ("The method is not allowed for an invalid token", 405, False),
        ("The item is invalid", 405, False),
    ],
)
def test_a_token_is_refused_with_401_and_not_as_a_method(words, status, is_told):
    page = f'# A\n\n```json\n{{\n  "response": "{words}",\n  "status": {status}\n}}\n```\n'
    told = [each for each in audit_sources([("a.md", page.encode())]).findings if each.rule == "WP509"]
    assert [each.line for each in told if "405 refuses" in each.message] == [6] * is_told
