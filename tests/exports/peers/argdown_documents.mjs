// Argdown documents by Argdown's own parser; a few by its command line, as maps and as HTML.
// usage: node argdown_documents.mjs SAMPLE FOLDER-WITH-node_modules
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [sample, home] = process.argv.slice(2);
const require = createRequire(join(home, "package.json"));
const { argdown } = require("@argdown/node");
const problems = [];
let files = 0;
const fail = (name, what) => problems.push(`${name}: ${what}`);

for (const name of readdirSync(sample).sort()) {
  const path = join(sample, name, "t.argdown");
  const input = readFileSync(path, "utf-8");
  const thread = JSON.parse(readFileSync(join(sample, name, "t.jsonl"), "utf-8"));
  const graph = JSON.parse(readFileSync(join(sample, name, "argdown.json"), "utf-8"));
  try {
    const found = argdown.run({
      process: ["parse-input", "build-model", "build-map", "export-json", "export-html", "export-dot"],
      input,
      throwExceptions: true,
    });
    files += 1;
    if (found.lexerErrors?.length) fail(name, `lexer: ${JSON.stringify(found.lexerErrors[0])}`);
    if (found.parserErrors?.length) fail(name, `parser: ${found.parserErrors[0].message}`);
    const model = JSON.parse(found.json);
    const titles = Object.keys(model.statements);
    if (titles.length !== thread.comments.length) fail(name, `${titles.length} statements`);
    const drawn = model.relations.map((r) => `${r.relationType} ${parseInt(r.from)} ${parseInt(r.to)}`);
    if (JSON.stringify(drawn.sort()) !== JSON.stringify(graph.relations.sort()))
      fail(name, `relations ${JSON.stringify(drawn)} for ${JSON.stringify(graph.relations)}`);
    titles.forEach((title) => {
      const statement = model.statements[title];
      // A statement may be named before it is told.
      const text = statement.members.find((member) => member.text)?.text.trim();
      const wanted = graph.texts[parseInt(title) - 1];
      if (text !== wanted) fail(name, `text ${JSON.stringify(text)} for ${JSON.stringify(wanted)}`);
      if (statement.data?.id === undefined) fail(name, `data of ${title}`);
    });
  } catch (error) {
    fail(name, `${error.stack}`.slice(0, 600));
  }
}

const cli = join(home, "node_modules", ".bin", "argdown");
const out = mkdtempSync(join(tmpdir(), "argdown-"));
for (const name of readdirSync(sample).sort().slice(0, 3)) {
  const path = join(sample, name, "t.argdown");
  for (const kind of ["json", "html"]) {
    const said = execFileSync(cli, [kind, path, join(out, `${name}-${kind}`), "--throwExceptions"], { encoding: "utf-8" });
    if (/error/i.test(said)) fail(name, `argdown ${kind}: ${said}`);
    files += 1;
  }
}
const version = (name) => JSON.parse(readFileSync(join(home, "node_modules", name, "package.json"), "utf-8")).version;
const versions = Object.fromEntries(["@argdown/core", "@argdown/cli"].map((name) => [name, version(name)]));
console.log(JSON.stringify({ files, versions, problems: problems.slice(0, 5) }));
