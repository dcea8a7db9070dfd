// Says where prettier would write files otherwise: node prettier.mjs FOLDER FILE…
//
// FOLDER holds prettier's standalone build, which is a sixth of the whole package.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

const [folder, ...files] = process.argv.slice(2);
const prettier = await import(join(folder, "standalone.mjs"));
const plugins = [
  await import(join(folder, "babel.mjs")),
  await import(join(folder, "estree.mjs")),
];

for (const file of files) {
  const text = await readFile(file, "utf8");
  const complaint = await firstDifference(text).catch(syntaxError);
  if (complaint) {
    console.log(`${file}:${complaint}`);
    process.exitCode = 1;
  }
}

async function firstDifference(text) {
  const formatted = await prettier.format(text, { parser: "babel", plugins });
  if (formatted === text) return "";
  const lines = formatted.split("\n");
  const number = text.split("\n").findIndex((line, n) => line !== lines[n]);
  return `${number + 1}: prettier writes ${lines[number] ?? "no such line"}`;
}

function syntaxError(error) {
  return `${error.loc?.start.line ?? 1}: ${error.message.split("\n")[0]}`;
}
