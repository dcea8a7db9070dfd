// Prints what V8 refuses to parse, a line for each file: "file:line: message". Nothing of a file is run.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const kinds = [
  (text) => new vm.SourceTextModule(text, { identifier: "sample" }),
  (text) => new vm.Script(text, { filename: "sample" }),
  (text) => new vm.Script(`async () => {${text}\n}`, { filename: "sample" }),
];

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8").replace(/^#!.*/, "");
  const errors = [];
  for (const parse of kinds) {
    try {
      parse(text);
      errors.length = 0;
      break;
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) {
    const [error] = errors;
    const line = /^sample:(\d+)/.exec(error.stack ?? "")?.[1] ?? 1;
    console.log(`${path}:${line}: ${error.message}`);
  }
}
