"""Names and operands of whole programs: Ruby's variables, require beside import, text and numbers in Python."""

import pytest

from generator.auditing.auditor import audit_sources

RUBY = """require "net/http"

uri = URI("https://api.ferry.dev/boats")
request = Net::HTTP::Get.new(uri)
http = Net::HTTP.new(uri.host, uri.port)
http.use_ssl = true
response = http.request(REQUEST)
abort response.message unless response.is_a?(Net::HTTPSuccess)
puts OTHER.body
"""


def told(text: str, rule: str) -> list[tuple[str, str]]:
    report = audit_sources([("page.md", text.encode())])
    return [(each.message.split()[0], each.severity) for each in report.findings if each.rule == rule]


def block(language: str, code: str) -> str:
    return f"```{language}\n{code.rstrip()}\n```\n"


@pytest.mark.parametrize(
    ("request_name", "other", "expected"),
    [
        ("request", "response", []),
        ("reqest", "response", [("reqest", "error")]),
        ("request", "body_of_all", [("body_of_all", "warning")]),
    ],
)
def test_a_whole_script_of_ruby_gives_its_names_their_values(request_name, other, expected):
    code = RUBY.replace("REQUEST", request_name).replace("OTHER", other)
    assert told(block("ruby", code), "WP102") == expected


def test_names_of_the_ruby_above_and_of_fragments_are_the_page_s():
    code = RUBY.replace("REQUEST", "request").replace("OTHER", "answer")
    assert told(block("ruby", "answer = response") + block("ruby", code), "WP102") == []
    assert told(block("ruby", "answer.each { |boat| puts boat }"), "WP102") == []
    given = "require 'json'\nbegin\n  a, (b, *c) = JSON.parse(ARGV[0])\nrescue => error\n  puts error.message\nend\n"
    loops = (
        "for boat in b do puts boat.name end\nc.each_with_index { |(one, two), i| puts one.x, two.y, i.z }\n"
    )
    assert told(block("ruby", given + loops + "puts a.to_s"), "WP102") == []


MIXED = 'import fs from "fs";\nconst axios = require("axios");\nconsole.log(fs, axios);\n'


@pytest.mark.parametrize(
    ("language", "code", "number"),
    [
        ("javascript", MIXED, 1),
        ("javascript", MIXED.replace('require("axios")', "3"), 0),
        ("javascript", MIXED.replace('require("axios")', 'require("fs")'), 0),
        ("javascript", "// CommonJS\n" + MIXED, 0),
        ("javascript", MIXED.replace("const axios", "  const axios"), 0),
        ("typescript", MIXED, 0),
    ],
)
def test_require_is_not_there_in_an_es_module(language, code, number):
    assert len([name for name, _ in told(block(language, code), "WP102") if name == "require"]) == number


PYTHON = """import requests

r = requests.get("https://api.ferry.dev/boats", timeout=3)
r.raise_for_status()
boats = r.json()
count = len(boats)
"""


@pytest.mark.parametrize(
    "code",
    [
        'print("status: " + r.status_code)',
        'print("boats: " + count + " in all")',
        'print("boats: " + len(boats))',
        'print(f"{r.url} " + [])',
    ],
)
def test_python_adds_no_number_to_a_text(code):
    assert told(block("python", PYTHON + code), "WP111") == [("a", "error")]


@pytest.mark.parametrize(
    "code",
    [
        'print("status: " + str(r.status_code))',
        'print("first: " + boats[0])',
        'count = "many"\nprint("boats: " + count)',
        'def show(count):\n    print("boats: " + count)\n\nshow("3")',
        'for count in ("a", "b"):\n    print("boats: " + count)',
        "print(count + 1, r.status_code + 1)",
        'token = "x"\nprint("Bearer " + token + r.text)',
    ],
)
def test_what_may_be_a_text_is_added_to_one(code):
    assert told(block("python", PYTHON + code), "WP111") == []


def test_a_client_that_came_to_its_end_is_told():
    code = "import org.apache.commons.httpclient.HttpClient;\n\nHttpClient client = new HttpClient();\n"
    assert len(told(block("java", code), "WP602")) == 1
    assert told(block("java", code.replace("commons.httpclient", "hc.client5.http")), "WP602") == []


@pytest.mark.parametrize(
    ("before", "is_told"),
    [
        ("", True),
        ("def mark(response):\n    response.seen = True\n\n", False),
        ("assert hasattr(r, 'seen')\n", False),
    ],
)
def test_an_attribute_that_the_sample_sets_or_asks_for_is_there(before, is_told):
    code = f"{PYTHON}{before}print(r.seen, count)\n"
    assert bool(told(block("python", code), "WP111")) is is_told


def test_what_a_comment_of_ruby_says_requires_nothing():
    code = "require 'set'\n# It may be kept as JSON.\nputs Set.new([1]).{}\n"
    for call, is_told in (("size", False), ("to_json", True)):
        assert bool(told(block("ruby", code.format(call)), "WP103")) is is_told


@pytest.mark.parametrize(
    ("required", "use", "expected"),
    [
        ("net/http", 'CGI.escape("a b")', [("CGI", "error")]),
        ("net/http", "Time.now.iso8601", [("iso8601", "error")]),
        ("net/http", 'URI("https://a.dev"); OpenSSL::SSL::VERIFY_PEER; SecureRandom.hex', []),
        ("openssl", "Digest::SHA256.hexdigest(ARGV[0])", []),
        ("csv", "DateTime.now", []),
        ("json", '"CGI.escape and Net::HTTP"', []),
        ("json", "Oj::CGI", []),
        ("acme", 'CGI.escape("a b")', []),
        ("acme", "{}.to_json", [("to_json", "warning")]),
        ("faraday", "{}.to_json", []),
    ],
)
def test_a_script_of_ruby_requires_what_it_uses_of_the_standard_library(required, use, expected):
    assert told(block("ruby", f"require '{required}'\nputs {use}"), "WP103") == expected


def test_a_script_of_ruby_may_have_a_cgi_of_its_own_or_require_a_file_that_brings_it():
    for other in ("module CGI\nend", "CGI = Data.define(:env)", "require_relative 'all'"):
        assert told(block("ruby", f"require 'json'\n{other}\nputs CGI"), "WP103") == []


@pytest.mark.parametrize(
    ("method", "expected"),
    [("code", [("Net::HTTP.get", "error")]), ("size", []), ("squish", []), ("to_s", [])],
)
def test_what_net_http_gets_is_a_text(method, expected):
    code = f"require 'net/http'\nanswer = Net::HTTP.get(URI('https://a.dev'))\nputs answer.{method}"
    assert told(block("ruby", code), "WP111") == expected


@pytest.mark.parametrize("value", ["false", "true", "OpenSSL::SSL::VERIFY_PEER", "nil"])
def test_verify_mode_is_a_number(value):
    code = "require 'net/http'\nhttp = Net::HTTP.new('a.dev', 443)\nhttp.use_ssl = true\n"
    expected = [("verify_mode", "error")] if value in ("false", "true") else []
    assert told(block("ruby", f"{code}http.verify_mode = {value}\nhttp.get('/')"), "WP111") == expected


@pytest.mark.parametrize(
    ("given", "severity"),
    [
        ("uri.host, uri.port", "error"),
        ("uri, 'a=b'", "error"),
        ("uri, 'A' => 'b'", ""),
        ("uri.path, headers", ""),
    ],
)
def test_what_stands_behind_the_path_of_a_request_is_a_hash(given, severity):
    code = "require 'net/http'\nuri = URI('http://a.dev/b')\nheaders = {'A' => 'b'}\n"
    expected = [("headers", severity)] if severity else []
    assert told(block("ruby", f"{code}request = Net::HTTP::Post.new({given})"), "WP111") == expected


@pytest.mark.parametrize(
    ("code", "told_of"),
    [
        ("require 'Base64'\nputs Base64.encode64('a')", "Base64"),
        ("require 'base64'\nputs Base64.encode64('a')", ""),
        ("require 'net/http'\nNet::HTTP::GET.new('/a')", ""),
    ],
)
def test_a_library_of_ruby_is_required_by_its_own_letters(code, told_of):
    assert told(block("ruby", code), "WP103") == ([(told_of, "error")] if told_of else [])


@pytest.mark.parametrize(
    ("code", "told_of"),
    [
        ("require 'openssl'\nkey = OpenSSL::RSA::PKey.new('a')\nputs key", "OpenSSL"),
        ("require 'openssl'\nkey = OpenSSL::PKey::RSA.new('a')\nputs key", ""),
        ("require 'net/http'\nrequest = Net::HTTP::GET.new('/a')", "Net::HTTP"),
        ("require 'net/http'\nhttp = Net::HTTP::Proxy('a', 1).new('b')", ""),
        ("require 'net/http/persistent'\nhttp = Net::HTTP::Persistent.new", ""),
        ("require 'openssl'\nclass OpenSSL::Boat < OpenSSL::PKey::RSA\nend", ""),
    ],
)
def test_a_constant_that_no_module_of_ruby_has_is_told(code, told_of):
    assert told(block("ruby", code), "WP111") == ([(told_of, "error")] if told_of else [])


@pytest.mark.parametrize(
    ("value", "is_told"),
    [("text.PadRight(text.Length)", True), ("nameof(text)", False), ('line.Trim() + "text"', False)],
)
def test_a_local_of_csharp_is_not_there_in_its_own_value(value, is_told):
    code = (
        f'using System;\nvar line = Console.ReadLine() ?? "";\nvar text = {value};\nConsole.WriteLine(text);'
    )
    assert told(block("csharp", code), "WP102") == ([("text", "error")] if is_told else [])


def test_extension_methods_of_dotnet_are_members():
    code = "using System.Security.Cryptography.X509Certificates;\n"
    code += 'var certificate = new X509Certificate2("a.pem");\nvar key = certificate.{}();\nkey.Clear();'
    assert told(block("csharp", code.format("GetRSAPublicKey")), "WP111") == []
    assert told(block("csharp", code.format("GetRSAPublickKey")), "WP111") == [("X509Certificate2", "error")]


@pytest.mark.parametrize(
    ("above", "severity"),
    [
        ("import requests", "error"),
        ("from requests.auth import HTTPBasicAuth", "error"),
        ("import requests\nrequests.get('https://a.dev', timeout=9)", "warning"),
        ("import httpx", "warning"),
    ],
)
def test_a_module_without_its_last_letter_is_the_one_that_is_imported(above, severity):
    code = f"{above}\nanswer = request.get('https://a.dev', timeout=9)\nprint(answer.text)"
    assert told(block("python", code), "WP102") == [("request", severity)]


SIGNED = """const crypto = require("crypto");
const {} = "1f";
if (crypto.createHash("sha256").update("a").digest("hex") === sentHash) {{
  console.log("yes");
}}
"""


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("sentTokenHash", "error"),
        ("hash", "warning"),
        ("sentToken", "warning"),
        ("sentAndSignedHash", "warning"),
    ],
)
def test_a_name_with_a_word_more_that_nothing_reads_is_the_one_that_was_meant(name, severity):
    assert told(block("javascript", SIGNED.format(name)), "WP102") == [("sentHash", severity)]


@pytest.mark.parametrize(
    ("entry", "severity"), [('Authorization: "Bearer a"', "error"), ("Authorization: token(1)", "warning")]
)
def test_a_name_that_stands_for_the_key_of_a_literal_is_a_key_of_javascript(entry, severity):
    code = f"import requests\n\n\ndef token(n):\n    return n\n\n\nheaders = {{{entry}}}\n"
    code += 'requests.get("https://a.dev", headers=headers, timeout=9)\n'
    assert told(block("python", code), "WP102") == [("Authorization", severity)]


CLASS = """```js
module.exports = class Verifier {{
  constructor(key, version) {{
    this.key = key;
    this.version = version;
  }}
  sign(text) {{
    {}
    return text + {};
  }}
}};
```
"""


@pytest.mark.parametrize(
    ("before", "read", "is_told"),
    [
        ("", "key", True),
        ("", "this.key", False),
        ("const key = 1;", "key", False),
        ("", "text.key", False),
        ("", "[].map((key) => key)", False),
        ("const a = { key };", "this.version", True),
    ],
)
def test_a_method_does_not_see_the_parameters_of_the_constructor(before, read, is_told):
    found = audit_sources([("a.md", CLASS.format(before, read).encode())]).findings
    assert ["of the constructor" in each.message for each in found if each.rule == "WP102"] == [
        True
    ] * is_told


def test_a_name_that_stands_around_a_class_is_seen_in_it():
    page = CLASS.format("", "key").replace("module.exports", "const key = 1;\nmodule.exports")
    assert [each for each in audit_sources([("a.md", page.encode())]).findings if each.rule == "WP102"] == []


@pytest.mark.parametrize(
    ("usings", "severity"),
    [("", "warning"), ("using System;\n\n", "error"), ("using System.Net.Http.Json;\n", "")],
)
def test_a_fragment_of_csharp_leaves_its_usings_to_the_file_around_it(usings, severity):
    code = f'{usings}using var client = new HttpClient();\nawait client.PostAsJsonAsync("https://a.dev", new {{ a = 1 }});\n'
    assert told(block("csharp", code), "WP103") == ([("PostAsJsonAsync", severity)] if severity else [])


@pytest.mark.parametrize(
    ("comment", "severity"),
    [("# ... build your graph as usual ...", "warning"), ("# …", "error"), ("# build the graph", "error")],
)
def test_what_a_comment_says_is_left_out_is_no_error(comment, severity):
    code = f"import requests\n\n{comment}\nr = requests.post('https://a.dev', json=graph.dump(), timeout=9)\nprint(r.text)"
    assert told(block("python", code), "WP102") == [("graph", severity)]
