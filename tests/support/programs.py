"""The smallest program of each language that sends one request and shows what came back."""

from generator.proving.toolchains import build, find
from generator.rendering.languages.language import load_languages

FETCH = {
    "curl": """curl --silent --show-error --max-time 5 --data 'a=1&b=2' https://api.example.com/o/token/
""",
    "python": """import http.client

connection = http.client.HTTPSConnection("api.example.com", timeout=5)
connection.request("POST", "/o/token/", "a=1&b=2")
print(connection.getresponse().read().decode(), end="")
""",
    "go": """package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
)

func main() {
	response, err := http.Post("https://api.example.com/o/token/", "text/plain", strings.NewReader("a=1&b=2"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer response.Body.Close()
	_, _ = io.Copy(os.Stdout, response.Body)
}
""",
    "csharp": """using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
using var content = new StringContent("a=1&b=2");
using var response = await client.PostAsync("https://api.example.com/o/token/", content);
Console.Write(await response.Content.ReadAsStringAsync());
""",
}


def program(language, source):
    """The program that `source` becomes, compiled if need be."""
    (built,) = build(find(load_languages()[language]), {"one": source.encode()}).values()
    assert built.program, built.diagnostics
    return built.program
