"""Time in proportion: one sample of many requests, each with its own names, against one of a quarter.

Usage: python benchmarks/audit_long_samples.py [REQUESTS]
"""

import sys
import time

from generator.auditing.auditor import audit_sources

# Each with what stands before the requests, a request, and what stands after them.
SAMPLES = {
    "bash": ("", """T{i}=$(curl -s https://a.example/{i} -H "Authorization: Bearer $T" -d "name=a{i}")
echo "$T{i}"
""", ""),
    "python": ("import requests\n", """
r{i} = requests.post(f"https://a.example/{i}", json={{"name": name{i}}}, timeout=5)
data{i} = r{i}.json()
print(data{i}["id"])
""", ""),
    "go": ("""package main

import ("fmt"; "net/http"; "strings")

func main() {
""", """	req{i}, err := http.NewRequest("POST", "https://a.example/{i}", strings.NewReader(name{i}))
	res{i}, err := http.DefaultClient.Do(req{i})
	fmt.Println(res{i}.StatusCode)
""", "}\n"),
    "csharp": ("""using System.Net.Http;
var client = new HttpClient();
""", """var form{i} = new Dictionary<string, string> {{ ["name"] = name{i} }};
var request{i} = new HttpRequestMessage(HttpMethod.Post, "https://a.example/{i}");
request{i}.Content = new FormUrlEncodedContent(form{i});
var response{i} = await client.SendAsync(request{i});
""", ""),
    "java": ("", """HttpRequest request{i} = HttpRequest.newBuilder().uri(URI.create("https://a.example/{i}"))
    .POST(HttpRequest.BodyPublishers.ofString(name{i})).build();
HttpResponse<String> response{i} = client.send(request{i}, HttpResponse.BodyHandlers.ofString());
""", ""),
    "ruby": ("require 'net/http'\n", """uri{i} = URI("https://a.example/{i}")
response{i} = Net::HTTP.post_form(uri{i}, "name" => name{i})
puts response{i}.body
""", ""),
    "javascript": ("", """
const r{i} = await fetch(`https://a.example/{i}?a=${{name{i}}}`, {{ method: "POST" }});
const data{i} = await r{i}.json();
console.log(data{i}.name);
""", ""),
    "php": ("<?php\n", """$ch{i} = curl_init("https://a.example/{i}");
curl_setopt($ch{i}, CURLOPT_POSTFIELDS, json_encode(["name" => $name{i}]));
$r{i} = curl_exec($ch{i});
echo json_decode($r{i})->id;
""", ""),
}  # fmt: skip


def seconds(language: str, requests: int) -> float:
    """The time of one audit of a page with one sample."""
    before, request, after = SAMPLES[language]
    code = "".join((before, *(request.format(i=i) for i in range(requests)), after))
    page = f"# Orders\n\n```{language}\n{code}```\n"
    start = time.perf_counter()
    audit_sources([("orders.md", page.encode())])
    return time.perf_counter() - start


def main() -> None:
    """Print the two times of each language, and how many times the fourfold takes the time of the one."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    for language in SAMPLES:
        seconds(language, 10)  # imports and grammars
        few, many = seconds(language, requests // 4), seconds(language, requests)
        print(f"{language:<10} {few:5.2f} s, {many:5.2f} s: {many / few:4.1f} × for {requests} requests")


if __name__ == "__main__":
    main()
