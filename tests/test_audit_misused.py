"""Clients used as they are not made: never awaited, a set for a dict, a response for its JSON, a String for bytes."""

import pytest
from audited import findings, rules_of

from generator.auditing.extracting import page

HTTPX = "import httpx\n\nasync def main():\n    async with httpx.AsyncClient() as client:\n        {}\n"
WRONG_AND_RIGHT = [
    (
        "py",
        HTTPX.format("r = client.get(URL)\n        print(r.text)"),
        HTTPX.format("r = await client.get(URL)"),
        "WP112",
    ),
    (
        "py",
        HTTPX.format("client.get(URL)"),
        HTTPX.format("await asyncio.gather(client.get(URL), client.get(URL))"),
        "WP112",
    ),
    (
        "py",
        HTTPX.format("r = client.get(URL)"),
        HTTPX.format("r = client.get(URL)\n        await r"),
        "WP112",
    ),
    (
        "py",
        'import requests\nrequests.get(U, headers={"A", t})',
        'import requests\nrequests.get(U, headers={"A": t})',
        "WP111",
    ),
    (
        "py",
        'import requests\nr = requests.get(U)\nr["id"]',
        'import requests\nr = requests.get(U).json()\nr["id"]',
        "WP111",
    ),
    ("js", "const { data } = axios.get(url);", "const { data } = await axios.get(url);", "WP112"),
    (
        "js",
        "const a = axios.create({});\nconst { data } = a.get(url);",
        "const { get } = a.get(url);",
        "WP112",
    ),
    (
        "java",
        "HttpResponse<String> r = client.send(request);",
        "HttpResponse<String> r = client.send(request, handler);",
        "WP111",
    ),
    (
        "java",
        'OutputStream os = c.getOutputStream();\nos.write("a");',
        'Writer os = w();\nos.write("a");',
        "WP111",
    ),
    (
        "csharp",
        'r.Headers["Authorization"] = "Bearer {token}";',
        'r.Headers["Authorization"] = $"Bearer {token}";',
        "WP115",
    ),
    (
        "bash",
        'TOKEN = $(cat t)\ncurl --fail -H "A: $TOKEN" https://a.dev',
        "TOKEN=$(cat t)\ncurl --fail https://a.dev",
        "WP114",
    ),
    (
        "csharp",
        'var f = new Dictionary<string, string> { ["a"] = Uri.EscapeDataString("b c") };\nvar c = new FormUrlEncodedContent(f);',
        'var f = new Dictionary<string, string> { ["a"] = Uri.EscapeDataString("b c") };',
        "WP204",
    ),
    ("go", 'f := url.Values{"a": {url.QueryEscape("b c")}}', 'f := url.Values{"a": {"b c"}}', "WP204"),
    (
        "csharp",
        'client.UploadString("http://api.acme.dev/x", "a");',
        'client.UploadString("https://api.acme.dev/x", "a");',
        "WP201",
    ),
    ("java", "c.setHostnameVerifier((host, session) -> true);", "c.setHostnameVerifier(verifier);", "WP306"),
]


@pytest.mark.parametrize(("language", "wrong", "right", "rule"), WRONG_AND_RIGHT)
def test_what_fails_when_it_runs_is_told(language, wrong, right, rule):
    assert rule in rules_of(language, wrong)
    assert rule not in rules_of(language, right)


def test_a_code_group_ends_where_its_container_does():
    text = "::: code-group\n\n```sh [a]\nls\n```\n\n::: tip\nHm\n:::\n\n```sh [b]\nls\n```\n\n:::\n\n```sh\nls\n```\n"
    read = page("a.md", text.encode())
    assert read is not None
    assert [block.group for block in read.blocks] == [1, 1, 0]


def test_samples_that_agree_are_told_once_of_the_path_that_the_page_names():
    sample = "```bash\ncurl --fail https://api.acme.dev/v1/hooks\n```\n\n"
    text = f"# Hooks\n\nSend a GET request to `/v1/hook`.\n\n## One\n\n{sample}## Two\n\n{sample}"
    found = [each for each in findings(text) if each.rule == "WP503"]
    assert [(each.line, each.fix) for each in found] == [(8, "Correct the one that is wrong.")]


def test_lines_of_chroma_hold_their_own_line_break():
    code = (
        '<pre class="chroma"><code class="language-bash"><span class="line"><span class="ln">1</span>'
        '<span class="cl">curl \\\n</span></span><span class="line"><span class="ln">2</span><span class="cl">  x\n'
        "</span></span></code></pre>"
    )
    read = page("a.html", code.encode())
    assert read is not None
    assert [(block.text, block.lines) for block in read.blocks] == [("curl \\\n  x\n", (1, 2))]


@pytest.mark.parametrize("value", ["Bearer {}", "Bearer %s", "${token}"])
def test_a_placeholder_of_a_format_that_nobody_calls_is_told(value):
    code = 'import requests\nrequests.get(U, headers={"Authorization": %s})'
    assert "WP115" in rules_of("py", code % f'"{value}"')
    assert "WP115" not in rules_of("py", code % '"Bearer <token>"')


def test_headers_of_a_session_are_headers_of_its_requests():
    code = 'import requests\ns = requests.Session()\n%s\ns.post("https://api.acme.dev/x", data="{}")'
    for line in ('s.headers.update({"Content-Type": "text"})', 's.headers["Content-Type"] = "text"'):
        assert "WP206" in rules_of("py", code % line)
    assert "WP206" not in rules_of("py", code % "")


def test_curl_sends_a_file_with_an_at():
    assert "WP209" in rules_of("bash", "curl --fail -F file=scan.pdf https://a.dev/x")
    for right in ("file=@scan.pdf", "filename=scan.pdf", "file=scan"):
        assert "WP209" not in rules_of("bash", f"curl --fail -F {right} https://a.dev/x")


@pytest.mark.parametrize(
    ("grant", "needed"), [("refresh_token", "refresh_token"), ("authorization_code", "code")]
)
def test_a_grant_sends_what_it_is_about(grant, needed):
    sample = f"curl --fail -d grant_type={grant} -d client_id=x"
    assert "WP404" in rules_of("bash", f"{sample} https://a.dev/token")
    assert "WP404" not in rules_of("bash", f"{sample} -d {needed}=y https://a.dev/token")


def test_guzzle_that_does_not_throw_leaves_the_status_to_the_sample():
    code = "<?php $c = new GuzzleHttp\\Client(['http_errors' => {}]);\n$c->get('https://a.dev/x');"
    assert "WP604" in rules_of("php", code.format("false"))
    assert "WP604" not in rules_of("php", code.format("true"))


def test_a_value_that_is_encoded_twice_is_told_beside_another_fault():
    assert {"WP202", "WP204"} <= rules_of("py", 'import requests\nrequests.post(U, data="a=b@c&d=e%2521")')


def test_an_object_of_php_is_no_array():
    for wrong in ("echo json_decode($r)['a'];", "$x = json_decode($r);\necho $x['a'];"):
        assert "WP111" in rules_of("php", f"<?php\n{wrong}")
    for right in ("echo json_decode($r, true)['a'];", "$x = json_decode($r);\necho $x->a;"):
        assert "WP111" not in rules_of("php", f"<?php\n{right}")


def test_a_header_of_php_has_a_colon():
    code = "<?php\n$c = curl_init('https://a.dev');\ncurl_setopt($c, CURLOPT_HTTPHEADER, [\"X-Key{}$key\"]);\ncurl_exec($c);"
    assert "WP211" in rules_of("php", code.format("="))
    assert "WP211" not in rules_of("php", code.format(": "))


def test_a_response_of_java_has_no_getters():
    code = "client.sendAsync(r, BodyHandlers.ofString()).thenApply(HttpResponse::{});"
    assert "WP111" in rules_of("java", code.format("getBody"))
    assert "WP111" not in rules_of("java", code.format("body"))


def test_parameters_of_a_token_request_are_those_of_oauth():
    sample = "curl --fail -u a:b -d grant_type=authorization_code -d code=x -d {}=y https://a.dev/token"
    assert "WP514" in rules_of("bash", sample.format("code_verifer"))
    for right in ("code_verifier", "audience", "resource"):
        assert "WP514" not in rules_of("bash", sample.format(right))


def test_a_key_in_a_header_of_any_name_that_looks_real_is_told():
    sample = 'var c = new HttpClient();\nc.DefaultRequestHeaders.Add("X-Fleet-Key", "{}");\nawait c.GetAsync("https://a.dev");'
    assert "WP301" in rules_of("csharp", sample.format("9d41c7ab53e84f0fb26a1c7e0d95"))
    assert "WP301" not in rules_of("csharp", sample.format("YOUR_KEY"))


def test_urllib_sends_bytes_and_no_dict():
    code = "import json\nimport urllib.request\nurllib.request.urlopen('https://a.dev/x', data={})"
    assert "WP111" in rules_of("py", code.format("{'a': 1}"))
    assert "WP111" not in rules_of("py", code.format("json.dumps({'a': 1}).encode()"))


@pytest.mark.parametrize(
    ("language", "wrong", "right", "rule"),
    [
        (
            "js",
            "const r = await fetch('https://api.acme.dev/a', { header: { A: 'b' } });\nif (!r.ok) throw r;",
            "const r = await fetch('https://api.acme.dev/a', { headers: { A: 'b' } });\nif (!r.ok) throw r;",
            "WP111",
        ),
        (
            "js",
            "const r = await fetch('https://api.acme.dev/a');\nif (r.ok()) console.log(1);",
            "const r = await fetch('https://api.acme.dev/a');\nif (r.ok) console.log(1);",
            "WP111",
        ),
        (
            "python",
            "import requests\nr = requests.get('https://api.acme.dev/a', timeout=3)\nprint(r.json)",
            "import requests\nr = requests.get('https://api.acme.dev/a', timeout=3)\nprint(r.json())",
            "WP111",
        ),
        (
            "go",
            'func f() {\n\tresp, err := http.Get("https://api.acme.dev/a")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tfmt.Println(resp.StatusCode())\n}',
            'func f() {\n\tresp, err := http.Get("https://api.acme.dev/a")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tfmt.Println(resp.StatusCode)\n}',
            "WP111",
        ),
        (
            "go",
            'req, err := http.NewRequest("GET", "/v1/items", nil)\nif err != nil {\n\tpanic(err)\n}\nresp, err := client.Do(req)',
            'req, err := http.NewRequest("GET", api + "/v1/items", nil)\nif err != nil {\n\tpanic(err)\n}\nresp, err := client.Do(req)',
            "WP208",
        ),
        (
            "go",
            'resp, err := http.Get("/v1/items")',
            'resp, err := http.Get("https://api.acme.dev/v1/items")',
            "WP208",
        ),
        (
            "python",
            "import requests\nr = requests.get('/v1/items', timeout=3)",
            "import requests\nr = requests.get(server + '/v1/items', timeout=3)",
            "WP208",
        ),
        (
            "python",
            "import requests\nr = requests.get('/v1/items', timeout=3)",
            "class Api(BaseSession): ...\nimport requests\nr = requests.get('/v1/items', timeout=3)",
            "WP208",
        ),
        (
            "csharp",
            'var client = new HttpClient();\nvar r = await client.GetAsync("/v1/items");',
            'var client = new HttpClient { BaseAddress = new Uri("https://api.acme.dev") };\nvar r = await client.GetAsync("/v1/items");',
            "WP208",
        ),
        (
            "csharp",
            'var client = new HttpClient();\nvar r = await client.GetAsync("/v1/items");',
            'var client = factory.CreateClient("acme");\nvar r = await client.GetAsync("/v1/items");',
            "WP208",
        ),
        (
            "php",
            "$ch = curl_init('/v1/items');\ncurl_setopt($ch, CURLOPT_RETURNTRANSFER, true);\n$r = curl_exec($ch);",
            "$ch = curl_init('https://api.acme.dev/v1/items');\ncurl_setopt($ch, CURLOPT_RETURNTRANSFER, true);\n$r = curl_exec($ch);",
            "WP208",
        ),
        (
            "java",
            'HttpRequest request = HttpRequest.newBuilder(URI.create("/v1/items")).build();\nHttpResponse<String> r = client.send(request, HttpResponse.BodyHandlers.ofString());',
            'HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/v1/items")).build();\nHttpResponse<String> r = client.send(request, HttpResponse.BodyHandlers.ofString());',
            "WP208",
        ),
        (
            "js",
            "const body = JSON.stringify({ guild: 731904882216730935 });",
            "const body = JSON.stringify({ guild: '731904882216730935' });",
            "WP111",
        ),
        (
            "js",
            "const body = JSON.stringify({ guild: 731904882216730900 });",
            "const body = JSON.stringify({ guild: 731904882216730935n.toString() });",
            "WP111",
        ),
        (
            "ts",
            "const id = 9007199254740993;",
            "const id = 9007199254740991;",
            "WP111",
        ),
        (
            "js",
            "const id = 9007199254740993;",
            "const never = 100000000000000000;",
            "WP111",
        ),
        (
            "csharp",
            'class Program\n{\n    static void Main() { Send(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            'class Program\n{\n    static async Task Main() { await Send(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            "WP112",
        ),
        (
            "csharp",
            'class Program\n{\n    static void Main() { Send(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            'class Program\n{\n    static void Main() { Send().Wait(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            "WP112",
        ),
        (
            "csharp",
            'class Program\n{\n    static void Main() { Send(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            'class Program\n{\n    static void Main() { Send(); Console.ReadLine(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            "WP112",
        ),
        (
            "csharp",
            'class Program\n{\n    static void Main() { Send(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            'class Program\n{\n    static void Main() { Prepare(); }\n\n    static async Task Send()\n    {\n        var client = new HttpClient();\n        Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));\n    }\n}',
            "WP112",
        ),
        (
            "ruby",
            "require 'net/http'\nuri = URI('https://api.acme.dev/items?page=2')\nrequest = Net::HTTP::Get.new(uri.path)",
            "require 'net/http'\nuri = URI('https://api.acme.dev/items?page=2')\nrequest = Net::HTTP::Get.new(uri.request_uri)",
            "WP111",
        ),
        (
            "ruby",
            "require 'net/http'\nuri = URI('https://api.acme.dev/items')\nuri.query = URI.encode_www_form(page: 2)\nrequest = Net::HTTP::Get.new(uri.path)",
            "require 'net/http'\nuri = URI('https://api.acme.dev/items')\nrequest = Net::HTTP::Get.new(uri.path)",
            "WP111",
        ),
        (
            "ruby",
            "require 'open-uri'\nputs open('https://api.acme.dev/items').read",
            "require 'open-uri'\nputs URI.open('https://api.acme.dev/items').read",
            "WP601",
        ),
        (
            "ruby",
            "require 'uri'\nputs URI::encode('a b')",
            "require 'addressable'\nputs Addressable::URI.encode('a b')",
            "WP601",
        ),
        (
            "ruby",
            "require 'open-uri'\nputs open(items_url).read",
            "require 'open-uri'\nputs open('items.txt').read",
            "WP601",
        ),
        (
            "bash",
            "curl -f https://auth.acme.dev/token -d 'scope' :'items'",
            "curl -f https://auth.acme.dev/token -d 'scope=items' :8080/health",
            "WP114",
        ),
        (
            "bash",
            "curl -f https://a.dev/token -H 'Content-Type: application/x-www-form-urlencoded' -d 'scope':'items'",
            "curl -f https://a.dev/token -H 'Content-Type: application/x-www-form-urlencoded' -d 'scope=a:items'",
            "WP203",
        ),
        (
            "bash",
            "curl -f https://a.dev/token -H 'Content-Type: application/x-www-form-urlencoded' -d 'scope':'items'",
            "curl -f https://a.dev/token -H 'Content-Type: text/plain' -d 'scope':'items'",
            "WP203",
        ),
        (
            "bash",
            "curl -f https://auth.acme.dev/token -d scope=items.read items.write",
            "curl -f https://auth.acme.dev/token -d 'scope=items.read items.write'",
            "WP114",
        ),
        (
            "java",
            'RequestBody b = RequestBody.create("{\\"a\\": 1}", MediaType.get("text/plain"));\nnew Request.Builder().url("https://api.acme.dev/a").post(b).build();',
            'RequestBody b = RequestBody.create("{\\"a\\": 1}", MediaType.get("application/json"));\nnew Request.Builder().url("https://api.acme.dev/a").post(b).build();',
            "WP206",
        ),
        (
            "ts",
            'const r: Response = fetch("https://api.acme.dev/a");',
            'const r: Response = await fetch("https://api.acme.dev/a");',
            "WP112",
        ),
        (
            "python",
            "import requests\njob = requests.get('https://api.acme.dev/a', timeout=3).json()\nprint(job.state)",
            "import requests\njob = requests.get('https://api.acme.dev/a', timeout=3).json()\nprint(job.get('state'))",
            "WP111",
        ),
        (
            "csharp",
            'var client = new HttpClient();\nvar r = await client.PostAsJsonAsync("https://api.acme.dev/a", order);\nConsole.WriteLine(r.Body);',
            'var client = new HttpClient();\nvar r = await client.PostAsJsonAsync("https://api.acme.dev/a", order);\nConsole.WriteLine(r.Headers);',
            "WP111",
        ),
        (
            "csharp",
            'var client = new HttpClient();\nvar r = client.GetAsync("https://api.acme.dev/a").Result;\nConsole.WriteLine(r.Data);',
            'var client = new HttpClient();\nvar r = client.GetAsync("https://api.acme.dev/a").Result;\nConsole.WriteLine(r.Content);',
            "WP111",
        ),
        (
            "php",
            "<?php\n$client = new GuzzleHttp\\Client();\n$r = $client->get('https://api.acme.dev/a');\necho $r->getContent();",
            "<?php\n$client = new GuzzleHttp\\Client();\n$r = $client->get('https://api.acme.dev/a');\necho $r->getBody();",
            "WP111",
        ),
        (
            "go",
            'func f() {\n\tresp, err := http.Get("https://api.acme.dev/a")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tbody, err := io.ReadAll(resp.Body)\n\tfmt.Println(body)\n}',
            'func f() {\n\tresp, err := http.Get("https://api.acme.dev/a")\n\tif err != nil {\n\t\tpanic(err)\n\t}\n\tbody, err := io.ReadAll(resp.Body)\n\tfmt.Println(string(body))\n}',
            "WP111",
        ),
        (
            "python",
            "import asyncio\nimport aiohttp\nasync def ask():\n    async with aiohttp.ClientSession() as session:\n        r = session.get('https://api.acme.dev/a')\n        r.raise_for_status()",
            "import asyncio\nimport aiohttp\nasync def ask():\n    async with aiohttp.ClientSession() as session:\n        r = await session.get('https://api.acme.dev/a')\n        r.raise_for_status()",
            "WP112",
        ),
        (
            "python",
            "import asyncio\nimport aiohttp\nasync def ask():\n    async with aiohttp.ClientSession() as session:\n        async with session.get('https://api.acme.dev/a') as r:\n            r.raise_for_status()\n            data = r.json()",
            "import asyncio\nimport aiohttp\nasync def ask():\n    async with aiohttp.ClientSession() as session:\n        async with session.get('https://api.acme.dev/a') as r:\n            r.raise_for_status()\n            data = await r.json()",
            "WP112",
        ),
        (
            "ts",
            "const r = await axios.post<Order>('https://api.acme.dev/a', order, { header: { A: 'b' } });\nconsole.log(r.data);",
            "const r = await axios.post<Order>('https://api.acme.dev/a', order, { headers: { A: 'b' } });\nconsole.log(r.data);",
            "WP111",
        ),
        (
            "ts",
            "const r = await axios.get<Order>('https://api.acme.dev/a');\nconsole.log(r.order_id);",
            "const r = await axios.get<Order>('https://api.acme.dev/a');\nconsole.log(r.data.order_id);",
            "WP111",
        ),
        (
            "go",
            'type Order struct {\n\tbuyer string `json:"buyer"`\n}\n\nfunc f() {\n\thttp.Get("https://api.acme.dev/a")\n}',
            'type Order struct {\n\tBuyer string `json:"buyer"`\n}\n\nfunc f() {\n\thttp.Get("https://api.acme.dev/a")\n}',
            "WP111",
        ),
        (
            "python",
            "import requests\nrequests.get('https://api.acme.dev/a', header={'A': 'b'}, timeout=3).raise_for_status()",
            "import requests\nrequests.get('https://api.acme.dev/a', headers={'A': 'b'}, timeout=3).raise_for_status()",
            "WP111",
        ),
        (
            "python",
            "import requests\nr = requests.get('https://api.acme.dev/a', timeout=3)\nprint(r.content['id'])",
            "import requests\nr = requests.get('https://api.acme.dev/a', timeout=3)\nprint(r.json()['id'], r.text[:20])",
            "WP111",
        ),
        (
            "js",
            "const r = await fetch('https://api.acme.dev/a');\nconst { id } = await r.json;",
            "const r = await fetch('https://api.acme.dev/a');\nconst { id } = await r.json();",
            "WP111",
        ),
        (
            "php",
            "<?php\n$ch = curl_init('https://api.acme.dev/a');\ncurl_setopt($ch, CURLOPT_RETURNTRANSFER, true);\n$out = curl_exec($ch);\necho $out->id;",
            "<?php\n$ch = curl_init('https://api.acme.dev/a');\ncurl_setopt($ch, CURLOPT_RETURNTRANSFER, true);\n$out = curl_exec($ch);\n$out = json_decode($out);\necho $out->id;",
            "WP111",
        ),
    ],
)
def test_members_and_options_that_are_not_there_are_told(language, wrong, right, rule):
    assert rule in rules_of(language, wrong)
    assert rule not in rules_of(language, right)


def test_a_name_that_is_expanded_is_not_set():
    """In bash: ``export: `=https://…': not a valid identifier``."""
    assert "WP114" in rules_of("bash", "export $SITE=https://api.acme.dev\ncurl --fail $SITE/items")
    assert "WP114" in rules_of("console", "$ export ${SITE}=https://api.acme.dev")
    for code in (
        "export SITE=https://api.acme.dev",
        "name=SITE\nexport $name=https://api.acme.dev",
        'for name in A B; do\n  export $name="x"\ndone',
        "read name\nexport $name=x",
        "echo export '$SITE=x'\nexport '$SITE=x'",
    ):
        assert "WP114" not in rules_of("bash", code), code
