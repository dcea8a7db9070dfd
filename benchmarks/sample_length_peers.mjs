// What other generators make of HAR requests, for sample_length.py: it reads {name: request} on standard input
// and prints {tool: {language: {name: text}}}. The tools are found in the node_modules of the folder that it
// is run in; a request that a tool refuses, or a language that it has not, is left out.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const load = createRequire(join(process.cwd(), "package.json"));
const imported = (name) => import(pathToFileURL(load.resolve(name)).href);
const requests = JSON.parse(readFileSync(0, "utf8"));

const HTTPSNIPPET = {
  curl: ["shell", "curl"], wget: ["shell", "wget"], httpie: ["shell", "httpie"], python: ["python", "python3"],
  "python-requests": ["python", "requests"], javascript: ["javascript", "fetch"], go: ["go", "native"],
  csharp: ["csharp", "httpclient"], java: ["java", "nethttp"], php: ["php", "curl"], ruby: ["ruby", "native"],
  rust: ["rust", "reqwest"], r: ["r", "httr"],
};
const SNIPPETZ = { ...HTTPSNIPPET, javascript: ["js", "fetch"], "python-httpx": ["python", "httpx_sync"] };
const POSTMAN = {
  curl: ["curl", "cURL"], wget: ["shell", "wget"], httpie: ["shell", "Httpie"], python: ["python", "http.client"],
  "python-requests": ["python", "Requests"], javascript: ["javascript", "Fetch"], go: ["go", "Native"],
  csharp: ["csharp", "HttpClient"], php: ["php", "cURL"], ruby: ["ruby", "Net::HTTP"], rust: ["rust", "reqwest"],
  r: ["r", "httr"],
};
const CURLCONVERTER = {
  wget: "toWget", httpie: "toHttpie", python: "toPythonHttp", "python-requests": "toPython", javascript: "toJavaScript",
  go: "toGo", csharp: "toCSharp", java: "toJava", php: "toPhp", ruby: "toRuby", rust: "toRust", r: "toR",
};

async function each(languages, convert) {
  const made = {};
  for (const [language, target] of Object.entries(languages)) {
    for (const [name, request] of Object.entries(requests)) {
      try {
        const text = await convert(request, target);
        if (text) (made[language] ??= {})[name] = String(text);
      } catch {
        // It has no such language, or cannot send such a request.
      }
    }
  }
  return made;
}

async function kong() {
  const { HTTPSnippet } = load("httpsnippet");
  return each(HTTPSNIPPET, async (request, target) => new HTTPSnippet(request).convert(...target));
}

async function readme() {
  const { HTTPSnippet } = await imported("@readme/httpsnippet");
  return each(HTTPSNIPPET, async (request, target) => [await new HTTPSnippet(request).convert(...target)].flat()[0]);
}

async function scalar() {
  const generator = (await imported("@scalar/snippetz")).snippetz();
  return each(SNIPPETZ, (request, target) => generator.print(...target, request));
}

async function postman() {
  const { Request } = load("postman-collection");
  const generators = load("postman-code-generators");
  const body = ({ postData }) =>
    postData && (postData.params
      ? { mode: "urlencoded", urlencoded: postData.params.map(({ name, value }) => ({ key: name, value })) }
      : { mode: "raw", raw: postData.text });
  return each(POSTMAN, (request, target) => new Promise((done, refuse) => {
    const header = request.headers.map(({ name, value }) => ({ key: name, value }));
    const query = new URLSearchParams(request.queryString.map(({ name, value }) => [name, value])).toString();
    const url = query ? `${request.url}?${query}` : request.url;
    const asked = new Request({ method: request.method, url, header, body: body(request) });
    generators.convert(...target, asked, {}, (error, text) => (error ? refuse(error) : done(text)));
  }));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

async function curlconverter() {
  const converters = await imported("curlconverter");
  return each(CURLCONVERTER, (request, target) => {
    const query = new URLSearchParams(request.queryString.map(({ name, value }) => [name, value])).toString();
    const words = ["curl", quoted(query ? `${request.url}?${query}` : request.url)];
    for (const { name, value } of request.headers) words.push("-H", quoted(`${name}: ${value}`));
    for (const { name, value } of request.postData?.params ?? []) words.push("--data-urlencode", quoted(`${name}=${value}`));
    if (request.postData?.text) words.push("--data", quoted(request.postData.text));
    return converters[target](words.join(" "));
  });
}

const tools = { "Kong httpsnippet": kong, "@readme/httpsnippet": readme, "@scalar/snippetz": scalar, Postman: postman, curlconverter };
const made = {};
for (const [name, tool] of Object.entries(tools)) made[name] = await tool();
console.log(JSON.stringify(made));
