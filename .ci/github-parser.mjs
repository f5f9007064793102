// Reads workflows and actions with GitHub's own parser: node .ci/github-parser.mjs FOLDER FILE...
// FOLDER is the npm package `@actions/workflow-parser`. Exit code 1 where it finds an error.
import { readFileSync } from "node:fs";
import { register } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

// The package imports its schemas without the attribute that Node asks for.
const hook = `export const load = (url, context, next) =>
  next(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);

const [folder, ...files] = process.argv.slice(2);
const part = (path) => import(pathToFileURL(join(folder, "dist", path)).href);
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await part("index.js");
const { parseAction } = await part("actions/action-parser.js");

async function errors(file) {
  const isAction = /^action\.ya?ml$/.test(basename(file));
  const read = isAction ? parseAction : parseWorkflow;
  const { context, value } = read({ name: file, content: readFileSync(file, "utf8") }, new NoOperationTraceWriter());
  const found = context.errors.getErrors().map(({ message }) => message);
  if (found.length > 0 || isAction) return found;
  const { errors = [] } = await convertWorkflowTemplate(context, value);
  return errors.map(({ Message }) => Message);
}

for (const file of files) {
  for (const error of await errors(file)) {
    console.log(error);
    process.exitCode = 1;
  }
}
if (!process.exitCode) console.log(`GitHub's parser: no errors in ${files.length} files`);
