// A rule of a SPEC.md stands at the start of a line, as a paragraph or an item of a list:
//
//   - **[DT4]** A stranger cannot move a tag.
//
// Its id is capitals and a number. A test cites one or several at the start of its title:
//
//   "[DT4] a stranger cannot move a tag"
//   "[DT4] [DT5] a maintainer moves a tag"
//
// With them may stand the ids of capabilities, which test/compatibility lists.
import { dirname } from "node:path";

import { systems } from "../compatibility/systems.ts";
import type { TextFile } from "./source-file.ts";

const ruleInSpec = /^(?:[-*] )?(?:\*\*)?\[([A-Z]+\d+)\]/gm;
const ruleInTitle = /\b(?:test|it|describe)\b[^"'`\n]*\(\s*["'`]((?:\[[A-Z]+\d+\] ?)+)/g;

const capabilities = new Set(systems.flatMap((system) => system.capabilities.map(({ id }) => id)));

/** What the rules of one SPEC.md and the tests of its room say about each other, one sentence a disagreement. */
export function findRuleViolations(spec: TextFile, tests: readonly TextFile[]): string[] {
  const rules = [...spec.text.matchAll(ruleInSpec)].map(([, id = ""]) => id);
  const cited = tests.flatMap((file) => citedRules(file).map((id) => ({ path: file.path, id })));
  const citedIds = new Set(cited.map(({ id }) => id));
  return [
    ...rules.filter((id) => !citedIds.has(id)).map((id) => `${spec.path}: no test cites [${id}]`),
    ...rules.filter((id, place) => rules.indexOf(id) !== place).map((id) => `${spec.path}: [${id}] stands there twice`),
    ...cited
      .filter(({ id }) => !rules.includes(id) && !capabilities.has(id))
      .map(({ path, id }) => `${path} cites the unknown rule [${id}]`),
  ];
}

function citedRules({ text }: TextFile): string[] {
  return [...text.matchAll(ruleInTitle)].flatMap(([, ids = ""]) => ids.match(/[A-Z]+\d+/g) ?? []);
}

/** Every SPEC.md with the tests that may cite it: those of its own room, and those of `test/`. */
export function listSpecs(files: readonly TextFile[]): { spec: TextFile; tests: TextFile[] }[] {
  const tests = files.filter(({ path }) => /\.test\.tsx?$/.test(path) && !path.startsWith("test/tidy/"));
  return files
    .filter(({ path }) => path.endsWith("/SPEC.md"))
    .map((spec) => ({ spec, tests: tests.filter(({ path }) => path.startsWith(`${dirname(spec.path)}/`)) }));
}
