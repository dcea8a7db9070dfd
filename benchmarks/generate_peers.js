// Samples of every operation of an OpenAPI document by other tools, for generate_speed.py:
//   node generate_peers.js TOOL DOCUMENT FOLDER
// It prints the number of files written and the number of operations (or languages of one) that failed.
// The tools are found in the node_modules of the folder that it is run in.

const fs = require("fs");
const { createRequire } = require("module");
const path = require("path");

const load = createRequire(path.join(process.cwd(), "package.json"));
const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

const [tool, file, folder] = process.argv.slice(2);
const api = JSON.parse(fs.readFileSync(file, "utf8"));
let written = 0;
let failed = 0;

function write(language, name, extension, text) {
  const where = path.join(folder, language);
  if (!fs.existsSync(where)) fs.mkdirSync(where, { recursive: true });
  fs.writeFileSync(path.join(where, `${name}.${extension}`), text);
  written += 1;
}

function* operations() {
  for (const [template, item] of Object.entries(api.paths)) {
    for (const method of METHODS) {
      if (item[method]) yield [template, method, item, item[method]];
    }
  }
}

const nameOf = (operation) => operation.operationId.replaceAll("/", "-");

function openapiSnippet() {
  const snippets = load("openapi-snippet");
  const targets = { shell_curl: "sh", python_python3: "py", go_native: "go", csharp_httpclient: "cs" };
  for (const [template, method, , operation] of operations()) {
    try {
      const found = snippets.getEndpointSnippets(api, template, method, Object.keys(targets));
      for (const each of found.snippets) write(each.id, nameOf(operation), targets[each.id], each.content);
    } catch {
      failed += 1;
    }
  }
}

function resolved(node) {
  while (node && node.$ref) {
    node = node.$ref.slice(2).split("/").reduce((at, step) => at[step.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  }
  return node;
}

// The least that makes a HAR request of an operation: no styles, no schemas, no security.
function har(template, method, item, operation) {
  const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolved);
  const value = (each) => String(each.example ?? each.schema?.example ?? each.schema?.default ?? each.name);
  const of = (place) => parameters.filter((each) => each.in === place && (each.required || place === "path"));
  let url = api.servers[0].url + template;
  for (const each of of("path")) url = url.replace(`{${each.name}}`, encodeURIComponent(value(each)));
  const request = {
    method: method.toUpperCase(),
    url,
    httpVersion: "HTTP/1.1",
    headers: [],
    queryString: of("query").map((each) => ({ name: each.name, value: value(each) })),
    cookies: [],
    headersSize: -1,
    bodySize: -1,
  };
  const media = resolved(operation.requestBody)?.content?.["application/json"];
  const example = resolved(Object.values(media?.examples ?? {})[0])?.value ?? media?.example;
  if (example !== undefined) {
    request.headers.push({ name: "Content-Type", value: "application/json" });
    request.postData = { mimeType: "application/json", text: JSON.stringify(example) };
  }
  return request;
}

async function httpsnippet() {
  const { HTTPSnippet } = load("httpsnippet");
  const targets = [["shell", "curl", "sh"], ["python", "python3", "py"], ["go", "native", "go"], ["csharp", "httpclient", "cs"]];
  for (const [template, method, item, operation] of operations()) {
    try {
      const snippet = new HTTPSnippet(har(template, method, item, operation));
      for (const [target, client, extension] of targets) {
        const text = await snippet.convert(target, client);
        write(target, nameOf(operation), extension, String(text));
      }
    } catch {
      failed += 1;
    }
  }
}

function* requestsOf(items) {
  for (const item of items) {
    if (item.item) yield* requestsOf(item.item);
    else yield item;
  }
}

async function postman() {
  const { Collection } = load("postman-collection");
  const generators = load("postman-code-generators");
  const targets = [["curl", "cURL", "sh"], ["python", "http.client", "py"], ["go", "Native", "go"], ["csharp", "HttpClient", "cs"]];
  const result = await new Promise((done, refuse) =>
    load("openapi-to-postmanv2").convert({ type: "json", data: api }, {}, (error, made) => (error ? refuse(error) : done(made)))
  );
  if (!result.result) throw new Error(result.reason);
  const collection = new Collection(result.output[0].data);
  let count = 0;
  for (const item of requestsOf(collection.toJSON().item)) {
    count += 1;
    const { request } = new (load("postman-collection").Item)(item);
    for (const [language, variant, extension] of targets) {
      generators.convert(language, variant, request, {}, (error, text) => {
        if (error) failed += 1;
        else write(language, `${count}`, extension, text);
      });
    }
  }
}

(async () => {
  await { "openapi-snippet": openapiSnippet, httpsnippet, postman }[tool]();
  console.log(written, failed);
})();
