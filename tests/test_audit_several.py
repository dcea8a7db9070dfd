"""A sample with several requests: each that lacks something is told of, and the report stays short."""

from generator.auditing.auditor import audit_sources
from generator.findings import Finding


def findings(text: str, rule: str) -> list[Finding]:
    report = audit_sources([("page.md", text.encode())])
    return [finding for finding in report.findings if finding.rule == rule]


CURLS = "```bash\ncurl https://api.acme.dev/v1/items\ncurl {}https://api.acme.dev/v1/users\ncurl https://api.acme.dev/v1/jobs\n```\n"


def test_each_place_that_turns_certificates_off_is_a_finding_of_its_own():
    curls = "```bash\ncurl -k https://api.acme.dev/v1/items\ncurl https://api.acme.dev\ncurl -k https://api.acme.dev/v1/users\n```\n"
    assert [finding.line for finding in findings(curls, "WP306")] == [2, 4]
    python = (
        "```python\nimport requests\n"
        "requests.get('https://api.acme.dev/a', verify=False, timeout=9)\n"
        "# requests.get('https://api.acme.dev/b', verify=False, timeout=9)\n"
        "requests.get('https://api.acme.dev/c', verify=False, timeout=9)\n```\n"
    )
    assert [finding.line for finding in findings(python, "WP306")] == [3, 5]


def test_each_swallowed_exception_and_each_old_name_is_told():
    go = '```go\npackage main\n\nimport "io/ioutil"\n\nfunc main() {\n\tioutil.ReadFile("a")\n\tioutil.ReadFile("b")\n}\n```\n'
    (old,) = findings(go, "WP602")
    assert (old.line, (old.fix or "")[-24:]) == (4, "So too on lines 7 and 8.")
    swallowed = "```python\ntry:\n    a()\nexcept ValueError:\n    pass\ntry:\n    b()\nexcept ValueError:\n    pass\n```\n"
    (finding,) = findings(swallowed, "WP603")
    assert (finding.line, (finding.fix or "")[-17:]) == (4, "So too on line 8.")


AXIOS = "```js\nimport axios from 'axios';\n\n{code}\n```\n"


def test_axios_takes_its_configuration_second_as_well():
    code = "await axios('https://api.acme.dev/v1/items', {method: 'get', data: {a: 1}});"
    assert findings(AXIOS.format(code=code), "WP210")
    assert not findings(AXIOS.format(code=code.replace("get", "post")), "WP210")


TYPED = """import type { Shape } from './shape';
import Legacy = require('legacy');

interface Item { id: string }
enum Color { Red }
namespace Paths { export const items = '/items' }
declare const token: string;
declare function send(path: string): Promise<Item>;
abstract class Base<T> { constructor(private readonly item: Item) {} get(): T { return this.item as any } }
class Items extends Base<Item> {}
const all = (shapes: Shape[], first?: Item, ...rest: Item[]): void => console.log(shapes, first, rest);
for (const [key, value] of Object.entries(Color)) { console.log(key, value) }
console.log(Color.Red, Paths.items, token, send, Legacy, all, new Items({ id: 'a' }), Deno.version, Bun.version);
"""


HANDLED = """```js
const axios = require('axios');

axios.get('https://api.acme.dev/items', {{timeout: 9000}}).then((r) => console.log(r.data)).catch((error) => {{
  {}
  process.exitCode = 1;
}});
```
"""
