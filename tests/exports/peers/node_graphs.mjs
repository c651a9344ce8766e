// DOT by Graphviz itself, GEXF by graphology, Markdown by the reference parser of CommonMark.
// usage: node node_graphs.mjs SAMPLE FOLDER-WITH-node_modules
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [sample, home] = process.argv.slice(2);
const require = createRequire(join(home, "package.json"));
const { MultiGraph } = require("graphology");
const gexf = require("graphology-gexf");
const commonmark = require("commonmark");
const viz = await require("@viz-js/viz").instance();
const problems = [];
let files = 0;

function texts(node) {
  let said = "";
  const walker = node.walker();
  for (let event = walker.next(); event; event = walker.next())
    if (event.entering && event.node.literal) said += event.node.literal;
  return said;
}

for (const name of readdirSync(sample).sort()) {
  const folder = join(sample, name);
  const read = (file) => readFileSync(join(folder, file), "utf-8");
  try {
    for (const file of readdirSync(folder).filter((file) => /^t\.\w+\.json$/.test(file))) {
      const graph = file.split(".")[1];
      if (!["replies", "disagreement", "arguments"].includes(graph)) continue;
      const expected = JSON.parse(read(file));
      const sizes = [expected.nodes.length, expected.edges.length];
      const drawn = viz.render(read(`t.${graph}.dot`), { format: "dot_json", engine: "dot" });
      if (drawn.status !== "success") throw new Error(`${graph}.dot: ${JSON.stringify(drawn.errors)}`);
      const found = JSON.parse(drawn.output);
      const counted = [(found.objects ?? []).length, (found.edges ?? []).length];
      if (`${counted}` !== `${sizes}`) problems.push(`${name}: ${graph}.dot has ${counted}, not ${sizes}`);
      const loaded = gexf.parse(MultiGraph, read(`t.${graph}.gexf`));
      if (`${[loaded.order, loaded.size]}` !== `${sizes}`)
        problems.push(`${name}: ${graph}.gexf has ${[loaded.order, loaded.size]}, not ${sizes}`);
      files += 2;
    }
    const thread = JSON.parse(read("t.jsonl"));
    const tree = new commonmark.Parser().parse(read("t.md"));
    const walker = tree.walker();
    for (let event = walker.next(); event; event = walker.next()) {
      const { type, literal } = event.node;
      const anchor = /^<\/?a(?: id="c\d+")?>$/;
      if (type === "html_block" || (type === "html_inline" && !anchor.test(literal)))
        problems.push(`${name}: HTML in Markdown: ${literal}`);
      if (["code_block", "code", "image", "emph", "block_quote", "thematic_break"].includes(type))
        problems.push(`${name}: ${type} in Markdown: ${literal}`);
      if (type === "link" && !/^#c\d+$/.test(event.node.destination))
        problems.push(`${name}: a link to ${event.node.destination}`);
    }
    const told = texts(tree).replace(/\s+/g, "");
    for (const comment of thread.comments) {
      const wanted = comment.body.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
      const plain = wanted.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/g, (c) => (c === "\r" ? "" : "\ufffd"));
      if (!told.includes(plain.replace(/\s+/g, ""))) problems.push(`${name}: ${JSON.stringify(comment.body)} is not in the report`);
    }
    files += 1;
  } catch (error) {
    problems.push(`${name}: ${error.stack}`.slice(0, 800));
  }
}
const version = (name) => JSON.parse(readFileSync(join(home, "node_modules", name, "package.json"), "utf-8")).version;
const names = ["@viz-js/viz", "graphology-gexf", "commonmark"];
const versions = Object.fromEntries(names.map((name) => [name, version(name)]));
versions.Graphviz = viz.graphvizVersion;
console.log(JSON.stringify({ files, versions, problems: problems.slice(0, 6) }));
