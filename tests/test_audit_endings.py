"""What a program does once an error was told."""

import pytest

from generator.auditing.auditor import audit_sources

GO = """package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	client := &http.Client{Timeout: 9 * time.Second}
	res, err := client.Get("https://api.acme.dev/items")
	if err != nil {
		%s
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		os.Exit(1)
	}
	if _, err := io.Copy(os.Stdout, res.Body); err != nil {
		panic(err)
	}
	fmt.Println()
}
"""


def told(language: str, code: str) -> set[tuple[int, str]]:
    report = audit_sources([("page.md", f"```{language}\n{code}\n```\n".encode())])
    return {(finding.line - 1, finding.severity) for finding in report.findings if finding.rule == "WP603"}


@pytest.mark.parametrize(
    ("branch", "findings"),
    [
        ("fmt.Println(err)", {(14, "warning")}),
        ("fmt.Println(err)\n\t\treturn", {(14, "note")}),
        ("panic(err)", set()),
        ("fmt.Println(err)\n\t\tos.Exit(1)", set()),
    ],
)
def test_an_error_of_go_that_is_printed_ends_the_program_with_an_error(branch, findings):
    assert told("go", GO % branch) == findings


PYTHON = """import requests
try:
    response = requests.get("https://api.acme.dev/items", timeout=9)
    response.raise_for_status()
except requests.RequestException as error:
    print(error)
"""
CSHARP = """try {
    using var client = new HttpClient();
    Console.WriteLine(await client.GetStringAsync("https://api.acme.dev/items"));
} catch (Exception e) { Console.WriteLine(e.Message); }
"""
JAVA = """public class App {
    public static void main(String[] args) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://api.acme.dev/items")).build();
        } catch (Exception e) { e.printStackTrace(); }
    }
}
"""
PHP = """$client = new GuzzleHttp\\Client();
try {
    echo $client->get('https://api.acme.dev/items', ['timeout' => 9])->getBody();
} catch (Exception $e) {
    echo $e->getMessage();
}
"""
RUBY = """require 'net/http'
begin
  puts Net::HTTP.get(URI('https://api.acme.dev/items'))
rescue => error
  puts error.message
end
"""


@pytest.mark.parametrize(
    ("language", "code", "line", "ends"),
    [
        ("python", PYTHON, 5, "    raise\n"),
        ("csharp", CSHARP, 4, "return 1; }\n"),
        ("java", JAVA, 5, "System.exit(1); }"),
        ("php", PHP, 4, "    exit(1);\n}"),
        ("ruby", RUBY, 4, "  exit 1\nend"),
    ],
)
def test_an_error_that_is_only_printed_is_a_note(language, code, line, ends):
    assert told(language, code) == {(line, "note")}
    last = {"python": "", "csharp": "}\n", "java": "}", "php": "}", "ruby": "end"}[language]
    where = (
        code.index("e.printStackTrace(); }") + 21
        if language == "java"
        else code.rindex(last)
        if last
        else len(code)
    )
    assert told(language, code[:where] + ends + code[where + len(last) :]) == set()


def test_a_function_that_tells_of_its_error_is_not_the_program():
    function = "def show():\n" + "".join(f"    {row}\n" for row in PYTHON.split("\n")[1:])
    assert told("python", f"import requests\n{function}") == set()
