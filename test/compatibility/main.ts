// `npm run compatibility`: runs every test that cites a capability, and writes docs/compatibility.md.
import { readFile, writeFile } from "node:fs/promises";

import { listTextFiles } from "../tidy/source-file.ts";
import { formatPage } from "./format-page.ts";
import { isProved, proveSystem } from "./proofs.ts";
import { runCitingTests } from "./run-citing-tests.ts";
import { systems } from "./systems.ts";

const page = new URL("../../docs/compatibility.md", import.meta.url);

const ids = systems.flatMap(({ capabilities }) => capabilities.map(({ id }) => id));
const citation = new RegExp(`\\[(${ids.join("|")})\\]`);
const files = listTextFiles()
  .filter(({ path, text }) => /\.test\.tsx?$/.test(path) && !path.startsWith("test/tidy/") && citation.test(text))
  .map(({ path }) => path)
  .filter((path) => !path.startsWith("test/compatibility/"));

const tests = await runCitingTests(files, ids);
const text = formatPage(systems, tests);
const before = await readFile(page, "utf8").catch(() => undefined);
await writeFile(page, text);

const open = systems
  .flatMap((system) => proveSystem(system, tests))
  .filter((proof) => proof.leftOut === undefined && !isProved(proof));
process.stdout.write(
  `\n${before === text ? "docs/compatibility.md is as it was" : "Wrote docs/compatibility.md"}; not proved: ${
    open.length === 0 ? "nothing" : open.map(({ id }) => id).join(", ")
  }\n`,
);
process.exitCode = open.some(({ failed }) => failed.length > 0) ? 1 : 0;
