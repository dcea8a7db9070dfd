"""What HTTP clients do not take, or do not do, each beside what is right."""

import json

import pytest
from audited import block, findings, rules, rules_of

PY = "import requests\n"
NET = "var c = new HttpClient();\n"
GO = (
    'req, err := http.NewRequest("GET", "https://a.dev", nil)\nif err != nil {\n\tlog.Fatal(err)\n}\n'
    "resp, err := http.DefaultClient.Do(req)\n"
)
WRONG_AND_RIGHT = [
    *(
        ("csharp", f"{NET}{wrong}", f"{NET}{right}", "WP111")
        for wrong, right in (
            ('c.DefaultRequestHeaders.Add("A: b");', 'c.DefaultRequestHeaders.Add("A", "b");'),
            (
                'c.DefaultRequestHeaders.Authorization("Bearer", t);',
                "c.DefaultRequestHeaders.Authorization = t;",
            ),
            (
                "var r = await c.GetAsync(u);\nConsole.Write(r.Content.ToString());",
                "var r = await c.GetAsync(u);\nConsole.Write(r.StatusCode.ToString());",
            ),
            ("var r = await c.GetAsync(b.ToString);", "var r = await c.GetAsync(b.ToString());"),
            (
                "var o = new { a = 1 };\nvar s = new StringContent(o, Encoding.UTF8);",
                'var o = "{}";\nvar s = new StringContent(o, Encoding.UTF8);',
            ),
        )
    ),
    *(
        ("go", f"{GO}{wrong}", f"{GO}{right}", "WP111")
        for wrong, right in (
            ("r, err := client.Do(&req)", "r, err := client.Do(req)"),
            ("io.Copy(resp.Body, file)", "io.Copy(file, resp.Body)"),
            ('u := fmt.Sprintf("/a/%s")', 'u := fmt.Sprintf("/a/%s/100%%", id)'),
            (
                'req.URL.Query().Add("a", "b")',
                'q := req.URL.Query()\nq.Add("a", "b")\nreq.URL.RawQuery = q.Encode()',
            ),
            ("c := http.Client{Timeout: 30}", "c := http.Client{Timeout: 30 * time.Second}"),
            ('req.Header["A"] = "b"', 'req.Header["A"] = []string{"b"}'),
        )
    ),
    *(
        (
            "java",
            f"HttpURLConnection con = (HttpURLConnection) url.openConnection();\n{wrong}",
            f"HttpURLConnection con = (HttpURLConnection) url.openConnection();\n{right}",
            "WP111",
        )
        for wrong, right in (
            ('con.setRequestMethod("post");', 'con.setRequestMethod("POST");'),
            ('con.setRequestProperty("A: b");', 'con.setRequestProperty("A", "b");'),
            (
                "OutputStream os = con.getOutputStream();",
                "con.setDoOutput(true);\nOutputStream os = con.getOutputStream();",
            ),
            ("read(con.getInputStream);", "read(con.getInputStream());"),
        )
    ),
    *(
        ("js", wrong, right, "WP111")
        for wrong, right in (
            (
                "const xhr = new XMLHttpRequest();\nxhr.setRequestHeader('A', 'b');\nxhr.open('GET', u);",
                "const xhr = new XMLHttpRequest();\nxhr.open('GET', u);\nxhr.setRequestHeader('A', 'b');",
            ),
            (
                "const req = https.request(o, (res) => { f(res.statusCode); });\nreq.write(b);",
                "const req = https.request(o, (res) => { f(res.statusCode); });\nreq.write(b);\nreq.end();",
            ),
            (
                "https.get(u, (res) => { console.log(res.body); });",
                "https.get(u, (res) => { console.log(res.headers); });",
            ),
        )
    ),
    *(
        ("ruby", f"require 'net/http'\n{wrong}", f"require 'net/http'\n{right}", rule)
        for wrong, right, rule in (
            (
                "req = Net::HTTP::Get.new(u)\nreq.basic_auth('a')",
                "req = Net::HTTP::Get.new(u)\nreq.basic_auth('a', 'b')",
                "WP111",
            ),
            (
                "u = URI('https://a.dev')\nNet::HTTP.start(u.host, u.port, use_ssl: false)",
                "u = URI('https://a.dev')\nNet::HTTP.start(u.host, u.port, use_ssl: true)",
                "WP111",
            ),
            ("HTTParty.get(u, header: h)", "HTTParty.get(u, headers: h)", "WP111"),
            ('h = "Basic #{Base64.encode64(x)}"', 'h = "Basic #{Base64.strict_encode64(x)}"', "WP211"),
        )
    ),
    (
        "php",
        "<?php\n$j = file_get_contents($u, $context);",
        "<?php\n$j = file_get_contents($u, false, $context);",
        "WP111",
    ),
    (
        "php",
        "<?php\n$j = file_get_contents($u);\necho $j['a'];",
        "<?php\n$j = file_get_contents($u);\necho $j;",
        "WP111",
    ),
    *(
        ("py", f"{PY}{wrong}", f"{PY}{right}", rule)
        for wrong, right, rule in (
            (
                "s = requests.Session()\ns.header['a'] = 'b'",
                "s = requests.Session()\ns.headers['a'] = 'b'",
                "WP111",
            ),
            (
                "s = requests.Session()\nr = s.get(U)\nprint(r.error)",
                "s = requests.Session()\nr = s.get(U)\nprint(r.reason)",
                "WP111",
            ),
            (
                "r = requests.get(U)\nprint(r.status_code == '200')",
                "r = requests.get(U)\nprint(r.status_code == 200)",
                "WP111",
            ),
            ("requests.get(U, timeout='10')", "requests.get(U, timeout=10)", "WP111"),
            ("import os\nt = os.getenv['T']", "import os\nt = os.getenv('T')", "WP111"),
            ("u = '{a}/{b}'.format(a=1)", "u = '{a}/{{b}}'.format(a=1)", "WP111"),
            (
                "from urllib.parse import quote\nq = quote('a b')\nrequests.get(U, params={'q': q})",
                "from urllib.parse import quote\nq = quote('a b')\nrequests.get(U + q)",
                "WP204",
            ),
            ("print(4 / 2 + ' EUR')", "print(str(4 / 2) + ' EUR')", "WP111"),
        )
    ),
    ("py", "import httpx\nhttpx.delete(U, json={})", "import httpx\nhttpx.post(U, json={})", "WP111"),
    (
        "bash",
        "curl -f https://a.dev/s?q=tea & milk&page=2",
        "curl -f 'https://a.dev/s?q=tea & milk&page=2'",
        "WP114",
    ),
    (
        "csharp",
        'var h = new AuthenticationHeaderValue("Bearer", Convert.ToBase64String(Encode(id + ":" + secret)));',
        'var h = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encode(id + ":" + secret)));',
        "WP211",
    ),
]


@pytest.mark.parametrize(("language", "wrong", "right", "rule"), WRONG_AND_RIGHT)
def test_what_a_client_does_not_take_is_told(language, wrong, right, rule):
    assert rule in rules_of(language, wrong)
    assert rule not in rules_of(language, right)


def test_a_row_of_errors_without_a_status_is_told_where_the_others_have_one():
    table = "| HTTP status | Code |\n|---|---|\n| 400 | bad |\n| {} | full |\n"
    assert "WP509" in rules(table.format(""))
    assert "WP509" not in rules(table.format("409"))
    assert "WP509" in rules("# A\n\n## `429 Unauthorized`\n")


def test_a_cell_knows_the_client_that_another_one_imports():
    cells = ["import httpx", "async with httpx.AsyncClient() as c:\n    r = c.post('https://a.dev')"]
    notebook = {"cells": [{"cell_type": "code", "source": each} for each in cells]}
    assert "WP112" in rules(json.dumps(notebook), "a.ipynb")


def test_members_that_go_and_csharp_read_are_held_against_the_answer():
    answer = '\n\n```json\n{"id": 1}\n```\n'
    go = '# A\n\n```go\nresp, err := http.Get("https://a.dev/x")\nvar t map[string]any\njson.NewDecoder(resp.Body).Decode(&t)\nf(t["%s"])\n```'
    assert "WP518" in rules(go % "name" + answer)
    assert "WP518" not in rules(go % "id" + answer)
    net = '# A\n\n```csharp\nvar d = JObject.Parse(await c.GetStringAsync("https://a.dev/x"));\nf(d["%s"]);\n```'
    assert "WP518" in rules(net % "name" + answer)
    assert "WP518" not in rules(net % "id" + answer)


def test_an_address_of_guzzle_is_resolved_against_its_base():
    curl = "# A\n\n```bash\ncurl -f https://a.dev/v1/notes\n```\n\n"
    php = "```php\n$g = new GuzzleHttp\\Client(['base_uri' => 'https://a.dev/v1/']);\n$g->get('%s');\n```\n"
    assert "WP503" not in rules(curl + php % "notes")
    assert "WP503" in rules(curl + php % "note")


@pytest.mark.parametrize(
    ("value", "is_told"),
    [
        ("int(time.time())", True),
        ("5", True),
        ("len(body)", True),
        ("stamp", True),
        ("str(int(time.time()))", False),
        ("'5'", False),
        ("f'{stamp}'", False),
        ("token", False),
        ("None", False),
    ],
)
@pytest.mark.parametrize("client", ["requests", "httpx"])
def test_the_value_of_a_header_is_no_number(client, value, is_told):
    text = (
        f"import time\n\nimport {client}\n\nbody = 'a'\nstamp = int(time.time())\ntoken = input()\n"
        f"headers = {{'X-Time': {value}}}\nr = {client}.post('https://a.dev/x', headers=headers, timeout=9)\n"
    )
    assert ("WP111" in rules_of("python", text)) is is_told


def test_what_a_web_request_answers_with_an_error_is_an_exception():
    text = 'var request = WebRequest.Create("https://a.dev/x");\nvar response = request.GetResponse();\n'
    assert "WP604" not in rules_of("csharp", text)
    assert "WP604" in rules_of(
        "csharp", f'{NET}var r = await c.GetAsync("https://a.dev/x");\nConsole.Write(r.Content);\n'
    )


MUTE = [
    ("js", 'try {\n  await fetch("https://a.dev/x");\n} catch (error) {{\n  {}\n}}', "console.log('failed');", "console.log('failed', error);"),
    ("js", 'fetch("https://a.dev/x").then(show).catch(error => {});', "console.log('failed')", "console.log(error)"),
    ("java", "try {{\n  mac.init(key);\n}} catch (Exception e) {{\n  {}\n}}", 'System.out.println("failed");', "throw new IllegalStateException(e);"),
    ("csharp", "try {{\n  Sign();\n}} catch (Exception e) {{\n  {}\n}}", 'Console.WriteLine("failed");', "Console.WriteLine(e);"),
    ("php", "try {{\n  sign();\n}} catch (Exception $e) {{\n  {}\n}}", "echo 'failed';", "echo $e->getMessage();"),
    ("python", "try:\n    sign()\nexcept Exception as e:\n    {}\n", "print('failed')", "print(e)"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "frame", "mute", "telling"), MUTE)
def test_a_handler_that_says_nothing_of_the_error(language, frame, mute, telling):
    def told(body: str) -> list[str]:
        text = frame.replace("{{", "{").replace("}}", "}").replace("{}", body)
        said = "what it says is told nowhere"
        return [each.rule for each in findings(block(language, text)) if said in each.message]

    assert told(mute) == ["WP603"]
    assert told(telling) == []


@pytest.mark.parametrize(
    "call", ["axios.get(url, headers)", "axios.post(url, body, headers)", "fetch(url, headers)"]
)
def test_headers_in_the_place_of_options(call):
    frame = "const headers = {{'x-api-key': key}};\nconst response = await {};\nconsole.log(response.status);"
    wrapped = call.replace("headers)", "{headers})")
    assert "WP111" in rules_of("js", frame.format(call))
    assert "WP111" not in rules_of("js", frame.format(wrapped))
    assert "WP111" not in rules_of("js", frame.format(call).replace("'x-api-key': key", "method: 'GET'"))
    twice = "function other() {{ const headers = {{}}; return headers; }}\n" + frame
    assert "WP111" not in rules_of("js", twice.format(call))


def test_a_request_of_axios_that_nothing_waits_for():
    text = "const axios = require('axios');\n\n{}axios.post('https://a.dev/x', {{a: 1}}, {{timeout: 9000}});"
    assert "WP604" in rules_of("js", text.format(""))
    assert "WP604" not in rules_of("js", text.format("await "))
    assert "WP604" not in rules_of("js", text.format("return "))


def test_an_error_of_go_that_is_given_to_nobody():
    text = "data, err := json.Marshal(values)\n{}\nfmt.Println(string(data))"
    assert "WP603" in rules_of("go", text.format("_ = err"))
    assert "WP603" not in rules_of("go", text.format("if err != nil {\n\tlog.Fatal(err)\n}"))


def test_a_backslash_that_begins_a_body():
    text = "curl -f -m 9 -H 'Content-Type: application/json' -d {0} \\\n{{\"a\": 1}}\n{0} https://a.dev/x"
    assert "WP109" in rules_of("bash", text.format("'"))
    assert "WP109" not in rules_of("bash", text.replace(" \\\n", " ").format("'"))
