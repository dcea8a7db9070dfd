"""Arguments and promises as a hurried writer gets them wrong, each beside what is right."""

import pytest
from audited import rules_of

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
        "WP518",
    ),
    ("json", '{"at": "2025-13-04T08:00:00Z"}', '{"at": "2025-12-04T08:00:00Z"}', "WP518"),
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
                "import hmac\nd = hmac.new(secret, '|' + body, 'sha256')",
                "import hmac\nd = hmac.new(secret, b'|' + body, 'sha256')",
                "WP111",
            ),
            (
                "import hmac\nbody = path\nbody += '|%s' % item\nd = hmac.new(secret, body, 'sha256')",
                "import hmac\nbody = path\nbody += '|%s' % item\nbody = body.encode()\nd = hmac.new(secret, body, 'sha256')",
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
    assert rule in rules_of(language, wrong)
    assert rule not in rules_of(language, right)
