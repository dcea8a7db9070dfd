"""C# usings that are missing: types and extension methods whose namespace nothing brings in."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from generator.auditing.understanding.call import Fault
from generator.auditing.understanding.trees import Tree, line

if TYPE_CHECKING:
    from tree_sitter import Node

_NAMESPACES = {
    "System.Text": "Encoding StringBuilder UTF8Encoding",
    "System.Text.Json": "JsonSerializer JsonDocument JsonElement JsonSerializerOptions JsonNamingPolicy",
    "System.Text.Json.Serialization": "JsonPropertyName JsonPropertyNameAttribute JsonIgnoreCondition",
    "System.Text.Json.Nodes": "JsonNode JsonObject JsonArray",
    "System.Text.RegularExpressions": "Regex",
    "System.Net.Http.Headers": "AuthenticationHeaderValue MediaTypeWithQualityHeaderValue "
    "MediaTypeHeaderValue "
    "ProductInfoHeaderValue ContentDispositionHeaderValue",
    "System.Net.Http.Json": "JsonContent PostAsJsonAsync GetFromJsonAsync PutAsJsonAsync ReadFromJsonAsync",
    "System.Net": "HttpStatusCode NetworkCredential WebClient HttpWebRequest WebRequest HttpWebResponse "
    "WebException "
    "ServicePointManager SecurityProtocolType WebUtility IPAddress WebProxy CookieContainer "
    "DecompressionMethods",
    "System.Diagnostics": "Stopwatch Process ProcessStartInfo",
    "System.Security.Cryptography": "HMACSHA256 SHA256 SHA1 MD5 RandomNumberGenerator RSA Aes HMACSHA1",
    "System.Security.Cryptography.X509Certificates": "X509Certificate2 X509Certificate",
    "System.Globalization": "CultureInfo",
    "System.Xml": "XmlDocument",
    "System.Xml.Linq": "XDocument XElement",
    "System.Web": "HttpUtility",
    "Newtonsoft.Json": "JsonConvert",
    "Newtonsoft.Json.Linq": "JObject JArray JToken",
    "RestSharp": "RestClient RestRequest",
}


def missing_usings(
    tree: Tree, nodes: "Sequence[Node]", usings: list[str], declared: frozenset[str]
) -> Iterator[Fault]:
    """The first name of each namespace that is used and not brought in; `usings` are those that are."""
    present = {*usings, "System", "System.Net.Http"}
    aliases = set(re.findall(r"using (\w+)\s*=", tree.text))
    reported: set[str] = set()
    for node in nodes:
        if node.type != "identifier":
            continue
        name = tree.source(node)
        namespace = _namespace_of().get(name)
        if namespace is None or namespace in present or namespace in reported or name in declared | aliases:
            continue
        if _is_qualified(tree, node, name) or (name == "HttpUtility" and "System.Web" in present):
            continue
        reported.add(namespace)
        yield Fault(
            "WP103",
            f"{name} is in the namespace {namespace}, which no using brings in",
            line(node),
            node.start_point[1],
            f"Add using {namespace};",
        )


def _is_qualified(tree: Tree, node: "Node", name: str) -> bool:
    before = tree.data[max(node.start_byte - 1, 0) : node.start_byte]
    if before != b".":
        return name.endswith("Async")
    return not name.endswith("Async")


@cache
def _namespace_of() -> dict[str, str]:
    return {name: namespace for namespace, names in _NAMESPACES.items() for name in names.split()}
