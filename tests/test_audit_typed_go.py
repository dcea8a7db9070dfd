"""Go held against the types of its library: each mistake beside what is right."""

import pytest
from steps import steps

from generator.auditing.auditor import audit_sources
from generator.auditing.rules.typed.go_types import Member, Types, library

PROGRAM = """package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"
)

type order struct {{ ID string }}

func count(names ...string) int {{ return len(names) }}

func load(address string) (*http.Response, error) {{
	if address == "" {{
		return nil, errors.New("no address")
	}}
	return http.Get(address)
}}

func main() {{
	client := &http.Client{{Timeout: 9 * time.Second}}
	form := url.Values{{"a": {{"b"}}}}
	resp, err := client.PostForm("https://a.dev", form)
	if err != nil {{
		log.Fatal(err)
	}}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {{
		log.Fatal(err)
	}}
	var group sync.WaitGroup
	{}
	fmt.Fprintln(os.Stdout, resp.Status, string(body), bytes.NewReader(body), count(), order{{}}, load, &group)
}}
"""


def told(code, frame=PROGRAM):
    """The messages of WP111 about a program with a line of its own."""
    page = f"```go\n{frame.format(code)}\n```\n".encode()
    return [each.message for each in audit_sources([("a.md", page)]).findings if each.rule == "WP111"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('form.Set("limit", 3)', 'form.Set("limit", "3")'),
        ('resp.Body.Close("x")', "resp.Body.Close()"),
        ("client.Do()", "client.Do(resp.Request)"),
        ('client.Do("https://a.dev")', "client.Do(nil)"),
        ("group.Finish()", "group.Add(1); group.Done()"),
        ('if err != "" { return }', "if err != nil { return }"),
        ("if err == 0 { return }", 'if resp.Status == "" { return }'),
        ("if resp.StatusCode == nil { return }", "if resp.StatusCode == http.StatusOK { return }"),
        ('fmt.Println("code: " + resp.StatusCode)', 'fmt.Println("code: " + resp.Status)'),
        ('fmt.Println("failed: " + err)', 'fmt.Println("failed: " + err.Error())'),
        ("fmt.Println(len(body, 3))", "fmt.Println(len(body))"),
        ("fmt.Println(string(body, 3))", "fmt.Println(string(body))"),
        ("load()", 'load("https://a.dev")'),
        ("load(3)", 'fmt.Println(load("https://a.dev"))'),
        ('count("a", 3)', 'count("a", "b")'),
        ("names := []string{3}; count(names...)", 'names := []string{"a"}; count(names...)'),
        ('m := map[string]string{"a": 3}; _ = m', 'm := map[string]any{"a": 3}; _ = m'),
        (
            'c := http.Client{Timeout: "9s"}; c.Get("https://a.dev")',
            "c := http.Client{Timeout: 9 * time.Hour}; _ = c",
        ),
        ("c := http.Client{Deadline: 9}; _ = c", "c := http.Client{Jar: nil}; _ = c"),
        ("p := &3; _ = p", "p := &order{}; _ = p"),
        ('var code int = "3"; _ = code', "var code int64 = 3; _ = code"),
        ("err", "_ = err"),
        ("len(body)", "copy(body, body)"),
        ("r := client.Do(resp.Request); _ = r", "r, _ := client.Do(resp.Request); _ = r"),
        ("f := func() error { return 3 }; _ = f", "f := func() error { return err }; _ = f"),
        ('f := func() (int, error) { return "a", nil }; _ = f', "f := func() any { return 3 }; _ = f"),
        ('io.Copy(os.Stdout, "text")', "io.Copy(os.Stdout, resp.Body)"),
        ("io.Copy(os.Stdout, body)", "io.Copy(os.Stdout, bytes.NewReader(body))"),
    ],
)
def test_what_the_compiler_refuses_is_told(wrong, right):
    assert len(told(wrong)) == 1
    assert told(right) == []


@pytest.mark.parametrize(
    "code",
    [
        "client := acme.New(3)\nclient.Do()\nclient.Orders.List()",  # a type of another library
        'type client struct{}\nvar c client\nc.Send("x", 3)',
        'var resp acme.Response\nif resp.Code == "3" {\n\treturn\n}',
        'import "acme.dev/http"\n\nresp, err := http.Send(3)\nif err != "" {\n\tresp.Show()\n}',
        "for _, resp := range all {\n\tresp.Anything()\n}",
        "switch err := err.(type) {\ncase *url.Error:\n\terr.Anything()\n}",
        "value, ok := list[0].(string)\nif !ok {\n\treturn\n}\nvalue.Anything()",
        "resp.StatusCode",
    ],
)
def test_what_is_not_known_is_not_judged(code):
    assert told(code, "{}") == []


def test_the_table_has_packages_types_and_constants():
    known = library()
    assert known.packages["net/http"]["Get"] == Member(("string",), ("*http.Response", "error"))
    assert known.types["url.Values"].under == "map[string][]string"
    assert known.types["http.Response"].members["Body"] == Member(None, ("io.ReadCloser",))


def test_a_place_takes_what_the_specification_says():
    assert Types({}).takes("time.Duration", "untyped_int")
    assert not Types({}).takes("time.Duration", "int")
    assert Types({}).takes("url.Values", "map[string][]string")
    assert not Types({}).takes("string", "[]uint8")
    assert Types({}).takes("io.Reader", "io.ReadCloser")
    assert Types({}).takes("io.Reader", "*bytes.Buffer")
    assert not Types({}).takes("io.Reader", "url.Values")
    assert Types({}).takes("", "string")
    assert Types({}).takes("acme.Kind", "string")
    assert not Types({}).alike("error", "untyped_string")
    assert Types({}).alike("error", "untyped_nil")
    assert Types({}).alike("int", "untyped_float")


def test_a_program_of_many_requests_is_work_in_proportion():
    def cost(count: int) -> int:
        rows = "\n\t".join(
            f'r{n}, err := client.Get("https://a.dev/" + resp.Status)\n\tfmt.Println(r{n}, err)' for n in range(count)
        )  # fmt: skip
        return steps(lambda: told(rows))

    cost(10)  # what is loaded once
    assert cost(400) < 12 * cost(40)


def test_names_that_rest_on_each_other_are_looked_at_once():
    rows = "\n\t".join(f"a{n + 1} := a{n} + a{n}" for n in range(300))  # twice for each were for ever
    assert told(f'a0 := "x"\n\t{rows}\n\tfmt.Println(a9 + 3, a300)') == [
        "+ does not join a string and a number"
    ]


def test_a_second_declaration_in_a_fragment_is_a_warning():
    page = "```go\na, err := f()\n{} := g()\nuse(a, err)\n```\n"
    severities = [
        [each.severity for each in audit_sources([("a.md", page.format(left).encode())]).findings
         if "no new variable" in each.message]
        for left in ("a, err", "b, err")
    ]  # fmt: skip
    assert severities == [["warning"], []]


OWN = """package main

import (
	"encoding/json"
	"fmt"
	"net/http"
)

type Item struct {
	ID   string `json:"id"`
	Tags []string
}

type Page struct {
	Items []Item
	Next  *Item
	Count int
}

type Kind string

type Client struct {
	http.Client
	key string
}

func (c *Client) Load(path string) (Page, error) {
	var page Page
	resp, err := c.Get(path + c.key)
	if err != nil {
		return page, err
	}
	defer resp.Body.Close()
	return page, json.NewDecoder(resp.Body).Decode(&page)
}

func (p Page) First() Item { return p.Items[0] }

func main() {
	client := &Client{key: "a"}
	page, err := client.Load("https://a.dev")
	fmt.Println(page, err)
	{}
}
"""


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("fmt.Println(page.Total)", "fmt.Println(page.Count + 1)"),
        ("for _, item := range page.Items { fmt.Println(item.Id) }", "for i, item := range page.Items { fmt.Println(i+1, item.ID) }"),
        ("fmt.Println(Item{Id: \"a\"})", "fmt.Println(Item{ID: \"a\", Tags: []string{\"b\"}})"),
        ("fmt.Println(Item{ID: 3})", "fmt.Println(Page{Count: 3, Next: &Item{}})"),
        ("var next *Item = page.First()\n\tfmt.Println(next)", "var next Item = page.First()\n\tfmt.Println(next)"),
        ("fmt.Println(page.Items.ID)", "fmt.Println(page.Items[0].ID, page.Next.Tags)"),
        ("page.First(1)", "page.First()"),
        ("page.Last()", "client.CloseIdleConnections()"),
        ("var kind Kind = 3\n\tfmt.Println(kind)", "var kind Kind = \"a\"\n\tfmt.Println(kind)"),
    ],
)  # fmt: skip
def test_the_types_of_the_program_itself(bad, good):
    def told(statement: str) -> list[str]:
        findings = audit_sources([("main.go", OWN.replace("{}\n}", f"{statement}\n}}").encode())]).findings
        return [each.message for each in findings if each.rule == "WP111" and each.severity == "error"]

    assert told(bad)
    assert told(good) == []


def test_a_file_may_be_shown_in_pieces():
    first = 'package acme\n\nimport (\n\t"bytes"\n\t"strings"\n)\n\ntype Client struct{}\n'
    later = "func (c *Client) Load() []byte { return bytes.TrimSpace(nil) }\n"

    def unused(head: str, *pieces: str) -> list[str]:
        page = "".join(f"```go\n{each}```\n\n" for each in (head, *pieces))
        findings = audit_sources([("a.md", page.encode())]).findings
        return [each.message.partition(" ")[0] for each in findings if each.rule == "WP104"]

    assert unused(first) == ['"bytes"', '"strings"']
    assert unused(first, later) == ['"strings"']
    assert unused(first, f'package other\n\nimport "bytes"\n\n{later}') == ['"bytes"', '"strings"']
    program = f"{first.replace('acme', 'main')}\nfunc main() {{}}\n"
    assert unused(program, later) == ['"bytes"', '"strings"']


def test_a_fragment_may_have_a_package_of_its_own_called_http():
    def told(code: str) -> list[str]:
        findings = audit_sources([("a.md", f"```go\n{code}\n```\n".encode())]).findings
        return [each.message for each in findings if each.rule == "WP111" and each.severity == "error"]

    assert told('req, err := http.NewRequest("https://a.dev/b").POST().Build()') == []
    assert told('req, err := http.NewRequest("GET", "https://a.dev/b")') == [
        "http.NewRequest takes 3 arguments, not 2"
    ]
    assert told('body := http.Get("https://a.dev/b").Body') == ["http.Get returns 2 values, and 1 is taken"]
