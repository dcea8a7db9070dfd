"""Calls against the types of the libraries, as tables have them: each mistake beside what is right."""

import pytest
from steps import steps

from generator.auditing.auditor import audit_sources
from generator.auditing.rules.typed.library import Member, types

JDK = """import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
class A {{ void a() throws Exception {{
HttpClient client = HttpClient.newHttpClient();
HttpRequest request = HttpRequest.newBuilder(URI.create("https://a.dev")).build();
HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
{} }} }}"""
CONNECTION = """import java.net.HttpURLConnection;
import java.net.URI;
class A {{ void a() throws Exception {{
HttpURLConnection c = (HttpURLConnection) URI.create("https://a.dev").toURL().openConnection();
{} }} }}"""
OKHTTP = """import okhttp3.*;
class A {{ void a() throws Exception {{
OkHttpClient client = new OkHttpClient();
{} }} }}"""
NET = """using System;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using var client = new HttpClient();
using var response = await client.GetAsync("https://a.dev");
{}"""
HTTP = "import http.client\nc = http.client.HTTPSConnection('a.dev', timeout=5)\n"
URLLIB = "import urllib.request\nr = urllib.request.Request('https://a.dev')\n"
NODE = 'import https from "node:https";\n{}'
JAVA = [
    (JDK, "response.headers().get(0);", "response.headers().map();"),
    (JDK, "client.send(response);", "client.send(request, HttpResponse.BodyHandlers.discarding());"),
    (
        JDK.replace("<String>", ""),
        "String text = response.body();",
        "String text = (String) response.body(); Object any = response.body();",
    ),
    (
        JDK.replace("class A", "import java.util.*;\nclass A"),
        "List all = new ArrayList<>(); int n = all.get(0);",
        "List<Integer> all = List.of(1); int n = all.get(0);",
    ),
    (JDK, "String text = response;", "String text = response.body();"),
    (JDK, "HttpRequest.newBuilder().timeout(30);", "HttpRequest.newBuilder().version(null);"),
    (JDK, "request.newHeader();", "HttpRequest.newBuilder(request, (a, b) -> true);"),
    (JDK, "new HttpClient().send(request);", 'new URI("https://a.dev").getHost();'),
    (CONNECTION, 'c.setRequestHeader("A", "b");', 'c.setRequestProperty("A", "b");'),
    (CONNECTION, 'c.setConnectTimeout("5");', "c.setConnectTimeout(5000); c.hashCode();"),
    (OKHTTP, 'RequestBody.create("{}", "text/plain");', 'RequestBody.create("{}", MediaType.get("a/b"));'),
    (CONNECTION.replace("HttpURLConnection c", "var c"), 'c.setRequestMethod("GET", 3);', "c.connect();"),
    (CONNECTION, "String code = c.getResponseCode();", "int code = c.getResponseCode();"),
    (JDK, 'System.out.println(response.body(), "a");', 'System.out.printf("%s %s", request, response);'),
    (JDK, "System.out.printn(response);", "System.err.print(response.body().trim().charAt(0));"),
    (JDK, "String text = response.body().toUppercase();", "String text = response.body().toUpperCase();"),
    (
        JDK,
        "new StringBuilder().add(3);",
        "StringBuilder b = new StringBuilder(); b.append(3).setLength(b.length());",
    ),
    (OKHTTP, "client.newCall();", "client.newCall(new Request.Builder().url(u).build());"),
]
CSHARP = [
    (NET, 'client.BaseAddress = "https://a.dev";', 'client.BaseAddress = new Uri("https://a.dev");'),
    (NET, "var d = JsonDocument.Parse(response.Content);", "var d = JsonDocument.Parse(text, default);"),
    (NET, "response.Content.ReadAsText();", "await response.Content.ReadAsStringAsync();"),
    (NET, "var m = new HttpRequestMessage { Method = 5 };", "var m = new HttpRequestMessage { };"),
    (NET, 'client.SendAsync("https://a.dev");', "client.SendAsync(message);"),
    (NET, 'client.DefaultRequestHeaders.Set("A", "b");', "client.DefaultRequestHeaders.First();"),
    (NET, 'client.PostAsync("https://a.dev", c, "a/b");', 'client.PostAsync("https://a.dev", c, default);'),
    ("using System;\n{}", "va limit = 3;", "var limit = 3; nint other = 3;"),
    ("using System;\n{}", "foo limit = new();", "order limit = new();\nclass order {{ }}"),
    ("using System;\n{}", "string limit = 3;", "long limit = 3;"),
    ("using System;\n{}", 'int limit = "3";', 'object limit = "3"; Send(this);'),
    (NET, "string code = (int)response.StatusCode;", "var code = (int)response.StatusCode;"),
    (NET, "client.Timeout = 30;", "client.Timeout = TimeSpan.FromSeconds(30);"),
    (NET, 'response.Headers.Server.Add("a");', 'client.DefaultRequestHeaders.Accept.ParseAdd("a/b");'),
    (NET, "string body = response.Content;", "HttpContent body = response.Content;"),
    (NET, "new FormUrlEncodedContent(new { a = 1 });", "new FormUrlEncodedContent(pairs);"),
]
JAVASCRIPT = [
    ("{}", 'new URLSearchParams().add("a", "b");', 'new URLSearchParams().append("a", "b");'),
    ("{}", 'new URL("https://a.dev").searchParams.append("a");', 'new URL("https://a.dev").toString();'),
    (NODE, 'const r = https.request("https://a.dev"); r.send();', 'https.get("https://a.dev").end();'),
    ("{}", "await fetch(u, b, { method });", "await fetch(u, { method, body: b });"),
    ("{}", "await fetch(u, { params: { a: 1 } });", "await axios.get(u, { params: { a: 1 } });"),
    ("{}", 'await axios.get(u, { Authorization: "a" });', 'await axios.get(u, { headers: { A: "b" } });'),
    ("const r = await fetch(u);\n{}", 'f(r.headers["x-a"]);', 'f(r.headers.get("x-a"));'),
    (
        "const r = await fetch(u);\n{}",
        "f(await r.text());\nf(await r.json());",
        "f(r.ok ? await r.json() : await r.text());",
    ),
    ("{}", "const r = await fetch(u); r.headers.find(1);", "await Promise.all([fetch(u).then(f)]);"),
]
OTHERS = [
    ("java", 'String token = System.{}("TOKEN");', "getEnv", "getenv"),
    ("java", 'String name = "Ada";\nint n = name.{}();', "lenght", "length"),
    ("python", "import requests\nr = requests.get('https://a.dev', {}='a:b')", "auth", "json"),
    ("python", "import requests\ns = requests.Session()\ns.{}('a')", "headers", "get"),
    ("python", "import requests\nr = requests.get('https://a.dev')\nprint(r.{}())", "text", "json"),
    ("python", "import urllib.request\nurllib.request.urlopen(u, {}=h)", "headers", "data"),
    ("python", "import urllib.request\nurllib.request.urlopen(u, {}=h)", "header", "cafile"),
    ("python", HTTP + "r = c.request('GET', '/a')\n{}", "r.read()", "c.getresponse().read()"),
    ("python", HTTP + "c.request('GET', '/a', {}={{}})", "header", "headers"),
    ("python", HTTP + "c.request({})", "'/a', 'GET'", "'GET', '/a'"),
    ("python", URLLIB + "r.{}('A', 'b')", "headers.add", "add_header"),
    ("python", "import httpx\na = httpx.BasicAuth('id'{})", "", ", 'secret'"),
    ("go", "a := base64.StdEncoding.EncodeToString({})", '"id:secret"', '[]byte("id:secret")'),
    ("go", "f := url.Values{{}}\nr, err := http.PostForm(u, f{})", ".Encode()", ""),
    ("go", "var b bytes.Buffer\nr, err := http.Post(u, t, {}b)", "", "&"),
    ("go", "r, err := http.NewRequestWithContext({}, u, nil)", '"GET", ctx', 'ctx, "GET"'),
    ("php", "curl_setopt({}, $u);", "CURLOPT_URL, $ch", "$ch, CURLOPT_URL"),
    ("php", "curl_setopt_array({}, [CURLOPT_POST => 1]);", "'https://a.dev'", "curl_init('https://a.dev')"),
    ("php", "curl_setopt($ch, CURLOPT_{}HEADER, ['A: b']);", "", "HTTP"),
    ("php", "$b = file_get_contents($u);\nforeach ({} as $c) {{ }}", "$b", "json_decode($b)"),
    ("php", "$c = stream_context_create(['http{}' => ['method' => 'POST']]);", "s", ""),
    ("php", "use GuzzleHttp\\Client;\n$c->request({});", "'/a', 'POST'", "'POST', '/a'"),
    ("php", "use GuzzleHttp\\Client;\n$c->get('/a', ['auth' => {}]);", "'id:secret'", "['id', 'secret']"),
    ("ruby", "r = Net::HTTP::Get.new(u)\nr{}['A'] = 'b'", ".headers", ""),
    ("ruby", "r = Net::HTTP.get_response(u)\nputs r.{}", "status", "code"),
    ("ruby", "c = Faraday.new\nc.get('/a') do |q|\n  q.header{}['A'] = 'b'\nend", "", "s"),
    ("bash", "curl -f -d {}plan.json https://a.dev", "", "@"),
    ("go", "q := req.URL.Query()\nreq.URL.RawQuery = q{}", "", ".Encode()"),
    ("go", "resp, err := http.Get(u)\nif resp.{} != http.StatusOK {{ }}", "Status", "StatusCode"),
    ("php", "curl_setopt($ch, CURLOPT_POSTFIELD{}, $x);", "", "S"),
    ("php", "use GuzzleHttp\\Client;\n$b = $r->getBody();\necho $b{};", "['a']", "->getContents()"),
    ("ruby", "r = Net::HTTP.get_response(uri)\nputs 1 if r.code{} == 200", "", ".to_i"),
    ("ruby", "Net::HTTP.post_form({}'https://a.dev'{:.0}, a: 1)", "", "URI "),
    ("bash", "curl -f -F a=b {} c=d https://a.dev", "-d", "-F"),
    ("bash", 'curl -f -H "{} $TOKEN" https://a.dev', "Bearer", "Authorization: Bearer"),
]
CASES = [
    *(("java", frame, wrong, right) for frame, wrong, right in JAVA),
    *(("csharp", frame, wrong, right) for frame, wrong, right in CSHARP),
    *(("javascript", frame, wrong, right) for frame, wrong, right in JAVASCRIPT),
    *OTHERS,
]


def told(language: str, text: str) -> set[str]:
    page = f"```{language}\n{text}\n```\n".encode()
    return {each.rule for each in audit_sources([("a.md", page)]).findings}


@pytest.mark.parametrize(("language", "frame", "wrong", "right"), CASES)
def test_what_a_library_does_not_have_or_take_is_told(language, frame, wrong, right):
    of_calls = {"WP111", "WP102", "WP116", "WP209", "WP211"}
    assert told(language, frame.format(wrong, "")) & of_calls
    assert not told(language, frame.format(right, "")) & of_calls - {"WP102"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("java", CONNECTION.replace("java.net.Http", "org.acme.Http").format('c.header("A", "b");')),
        ("java", OKHTTP.format("class Response { int x() { return 1; } } Response r = f(); r.x();")),
        ("java", JDK.format("client = other; java.util.List<String> l = x; l.y();")),
        ("csharp", NET.format("static class X { public static int Y(this HttpClient c) => 1; } client.Y();")),
        ("csharp", NET.replace("using System;", "using Acme.Http;").format("client.SetBearerToken(x);")),
        ("javascript", 'import FormData from "./form";\nnew FormData().take(1);'),
        (
            "javascript",
            "function fetch(u) { return { go() {} }; }\nconst r = await fetch(u); r.headers.go();",
        ),
        ("javascript", "let u = new URL(x);\nu = y;\nu.follow();"),
    ],
)
def test_a_type_of_the_same_name_is_not_judged(language, text):
    assert "WP111" not in told(language, text)


def test_a_value_that_stands_alone_is_no_statement_of_java():
    assert "WP101" in told("java", JDK.format("response;"))
    assert "WP101" not in told(
        "java", JDK.format('String s = switch (3) { case 3 -> "a"; default -> "b"; };')
    )


def test_the_tables_have_whole_signatures():
    create = types("java")["RequestBody"].members["create"]
    assert Member("RequestBody", ("String", "MediaType")) in create
    assert types("csharp")["HttpClient"].members["BaseAddress"] == (Member("Uri", None),)
    assert Member("?", ("a", "b=", "*c")).counts == (1, float("inf"))


def test_a_sample_of_many_requests_is_work_in_proportion():
    def cost(count: int) -> int:
        rows = "\n".join(f"var r{n} = client.send(q{n}, x).body().trim().strip();" for n in range(count))
        return steps(lambda: told("java", JDK.format(rows)))

    cost(10)  # what is loaded once
    assert cost(400) < 12 * cost(40)
