// Prints what V8 refuses to parse, a line for each file: "file:line: message". Nothing of a file is run.
import { readFileSync } from "node:fs";
import vm from "node:vm";

const asModule = (text) => new vm.SourceTextModule(text);
const asScript = (text) => new vm.Script(text, { filename: "sample" });
const asExpression = (text) => new vm.Script(`async () => (${text}\n)`, { filename: "sample" });
const asMembers = (text) => new vm.Script(`({${text}\n})`, { filename: "sample" });
const asMethods = (text) => new vm.Script(`(class {${text}\n})`, { filename: "sample" });
// Where await and return may stand, but no import.
const asFunction = (text) => new vm.Script(`async () => {${text}\n}`, { filename: "sample" });

function refusal(parse, text) {
  try {
    parse(text);
    return undefined;
  } catch (error) {
    return error;
  }
}

// The error of a module names no line; that of a script without its imports and exports does.
function lineOf(error, text) {
  const plain = text
    .replace(/^[ \t]*import\b[^;'"]*(['"])[^'"]*\1/gm, (found) => found.replace(/[^\n]/g, " "))
    .replace(/^([ \t]*)export (?:default )?/gm, "$1");
  const found = [refusal(asFunction, plain), refusal(asScript, text)].filter(Boolean);
  const same = found.find((each) => each.message === error.message) ?? found[0];
  return /^sample:(\d+)/.exec(same?.stack ?? "")?.[1] ?? 1;
}

const ways = [asModule, asScript, asFunction, asExpression, asMembers, asMethods];

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf8").replace(/^#!.*/, "");
  const errors = ways.map((parse) => refusal(parse, text));
  if (errors.every(Boolean)) {
    console.log(`${path}:${lineOf(errors[0], text)}: ${errors[0].message}`);
  }
}
