"""C# values where there are none, members of objects in static code, and types of .NET beside HttpClient."""

import pytest

from generator.auditing.auditor import audit_sources

PROGRAM = """using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Tasks;

class Program
{{
    {members}
    private readonly string host = "a.dev";
    const int Most = 3;
    static async Task PauseAsync() {{ await Task.Delay(1); }}
    static void Pause() {{ }}
    Task Later() => Task.CompletedTask;

    static async Task Main()
    {{
        {body}
    }}
}}
"""
RULES = ("WP101", "WP102", "WP103", "WP111", "WP112")


def told(members: str, body: str) -> list[str]:
    text = PROGRAM.format(members=members, body=body)
    findings = audit_sources([("Program.cs", text.encode())]).findings
    return [each.message for each in findings if each.rule in RULES and each.severity == "error"]


@pytest.mark.parametrize(
    ("members", "body", "message"),
    [
        ("", "var x = await PauseAsync();", "PauseAsync gives no value: it is declared as Task (CS0815)"),
        ("", "var x = Pause();", "Pause gives no value: it is declared as void (CS0815)"),
        ("static void A() { return 1; }", "", "the method is void, and returns a value (CS0127)"),
        ("static async Task A() { await Task.Delay(1); return 1; }", "",
         "the method is an async Task, and returns a value (CS1997)"),
        ("", "Console.WriteLine(host);", "host is a member of an object, and this is static (CS0120)"),
        ("", "await Later();", "Later is a member of an object, and this is static (CS0120)"),
        ("", "int n = null;", "null is no value of int (CS0037)"),
        ("", "var n = null;", "null has no type (CS0815)"),
        ("", 'var body = new { name = "a" }; body.name = "b";',
         "body is an anonymous object, whose members nothing changes (CS0200)"),
        ("", "long n = DateTimeOffset.UtcNow.ToUnixTime();", "DateTimeOffset has no ToUnixTime (CS0117)"),
        ("", "string s = DateTime.UtcNow.ToIsoString();", "DateTime has no ToIsoString (CS1061)"),
        ("", "var n = new List<string>(); Console.WriteLine(n.Length);", "List has no Length"),
        ("", "var n = new List<string>(); n.Push(\"a\");", "List has no Push"),
        ("", 'var h = new HMACSHA256("key");', "new HMACSHA256 takes byte[] here, and this is a string"),
        ("", 'HttpWebRequest r = WebRequest.Create("https://a.dev");',
         "r is declared as HttpWebRequest, and this is a value of type WebRequest"),
        ("", 'new WebClient().DownloadText("https://a.dev");', "WebClient has no DownloadText"),
    ],
)  # fmt: skip
def test_what_the_compiler_refuses_is_told(members, body, message):
    assert any(each.startswith(message.partition(" (CS1061)")[0].partition(" (CS0117)")[0])
               for each in told(members, body))  # fmt: skip


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ("", "await PauseAsync(); Pause(); Console.WriteLine(Most); await new Program().Later();"),
        ("", "var task = PauseAsync(); await task;"),
        ("Task A() { return PauseAsync(); }", "Func<int> f = () => { return 1; };"),
        ("static async Task<int> A() { await Task.Delay(1); return 1; }", "var x = await A();"),
        ('string Url { get; } = "a"; void A() { Console.WriteLine(host + Url); }', ""),
        ("public Uri Uri { get; set; }", 'Console.WriteLine(Uri.EscapeDataString("a"));'),
        (
            "",
            "int? n = null; string s = null; DateTime? d = null; Console.WriteLine(d.HasValue ? d.Value : default);",
        ),
        ("", 'var body = new Dictionary<string, string>(); body["a"] = "b"; body.Add("c", "d");'),
        (
            "",
            'var n = new List<string>(); n.AddRange(new[] { "a" }); n.Select(x => x).First(); n.ForEach(Console.WriteLine);',
        ),
        ("", 'var b = new StringBuilder(); b.Append(3).AppendLine("a"); Console.WriteLine(b.ToString());'),
        ("", 'DateTimeOffset o = DateTime.UtcNow; Console.WriteLine(o.ToString("o"));'),
        ("", 'var h = new HMACSHA256(Encoding.UTF8.GetBytes("key")).ComputeHash(new byte[1]);'),
        (
            "",
            'var r = (HttpWebRequest)WebRequest.Create("https://a.dev"); r.Headers["a"] = "b"; r.Headers.Add("a", "b");',
        ),
    ],
)
def test_what_csharp_takes_is_left_alone(members, body):
    assert told(members, body) == []


def test_fields_and_the_parameters_of_a_method_stand_around_its_body():
    body = (
        "using var client = new HttpClient();\n"
        'var response = await client.GetAsync("https://a.dev");\n'
        '_logger.LogInformation("sent");\n'
        "{}"
    )

    def errors(text: str) -> list[str]:
        findings = audit_sources([("a.md", f"```csharp\n{text}\n```\n".encode())]).findings
        return [each.message for each in findings if each.rule == "WP102" and each.severity == "error"]

    assert errors(body.format("return request.CreateResponse(response.StatusCode);")) == []
    assert errors(body.format("myClient.Dispose();")) == ["myClient is not declared in this program"]


def test_a_variable_of_the_text_around_is_no_type_mistyped():
    def told_of(line: str) -> list[str]:
        page = f'# A\n\n```csharp\nvar request = new HttpRequestMessage(HttpMethod.Get, "me");\n{line}\n```\n'
        findings = audit_sources([("a.md", page.encode())]).findings
        return [each.message for each in findings if each.rule == "WP102" and each.severity == "error"]

    assert told_of("HttpResponseMessage response = await httpClient.SendAsync(request);") == []
    assert told_of("HttpClien.DefaultProxy = null; jsonSerializer.Serialize(1);") == [
        "there is no type HttpClien",
        "there is no type jsonSerializer",
    ]
