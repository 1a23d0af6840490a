import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { templateDirectory } from "../template-directory.ts";
import {
  addressOf,
  exampleCall,
  hasCode,
  listCodeFolders,
  listComponents,
  type PackagePlan,
  packageJsonOf,
  type Part,
  remarksOn,
} from "./package-plan.ts";

/** A file of a new package. */
export type NewFile = { readonly path: string; readonly text: string };

/** Words in a template, in paths and in texts, and what stands there in the package. */
type Words = readonly (readonly [word: string, replacement: string])[];

/** Returns the files of the package that `plan` describes, sorted by path. Templates lie in `templates/`, as they will be. */
export function listFiles(plan: PackagePlan): readonly NewFile[] {
  const { parts, language } = plan;
  const extension = language === "typescript" ? "ts" : "js";
  const own = wordsOf(plan);
  const files = [
    { path: "package.json", text: `${JSON.stringify(packageJsonOf(plan), undefined, 2)}\n` },
    ...read("package", own, { gitignore: ".gitignore", "package.test.js": `test/package.test.${extension}` }),
    ...(hasCode(plan) ? read(`${language}/package`, own) : []),
    ...parts.flatMap((part) => {
      const { kind, name } = part;
      const words = [...own, [`the-${kind}`, name] as const];
      const renamed = { [`test/the-${kind}.test.${extension}`]: `test/${testNameOf(part, parts)}.test.${extension}` };
      return [...read(`${language}/${kind}`, words, renamed), ...read(`data/${kind}`, words)];
    }),
  ];
  return files.map((file) => ignoreBuilt(plan, file)).toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

/** Parts of different kinds may share a name, and `package` is the test of all of them; then the kind is added. */
function testNameOf({ kind, name }: Part, parts: readonly Part[]): string {
  const isTaken = name === "package" || parts.some((other) => other.kind !== kind && other.name === name);
  return isTaken ? `${name}-${kind}` : name;
}

function wordsOf(plan: PackagePlan): Words {
  return [
    ["The Title", plan.identity.title],
    ["the-call", exampleCall(plan)],
    ["the-address", addressOf(plan.identity)],
    [
      '"the-components"',
      listComponents(plan)
        .map((component) => JSON.stringify(component))
        .join(", "),
    ],
    ["the-remarks\n", remarksOn(plan)],
    ["the-package", plan.identity.name],
  ];
}

function read(folder: string, words: Words, renamed: { readonly [path: string]: string } = {}): readonly NewFile[] {
  const directory = join(templateDirectory, folder);
  return listPaths(directory).map((path) => ({
    path: renamed[path] ?? fill(path, words),
    text: fill(readFileSync(join(directory, path), "utf8"), words),
  }));
}

/** A kind that is only code has no folder of data, and the other way round. */
function listPaths(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        join(parentPath, name)
          .slice(directory.length + 1)
          .replaceAll("\\", "/"),
      );
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw failure;
  }
}

/** All words at once: what one is replaced by may hold another. */
function fill(text: string, words: Words): string {
  const replacements = new Map(words);
  const pattern = new RegExp([...replacements.keys()].map((word) => RegExp.escape(word)).join("|"), "g");
  return text.replaceAll(pattern, (word) => replacements.get(word) ?? word);
}

/** What is built lies beside its source, and belongs into archives only. */
function ignoreBuilt(plan: PackagePlan, { path, text }: NewFile): NewFile {
  if (path !== ".gitignore" || plan.language !== "typescript") return { path, text };
  const lines = listCodeFolders(plan).map((folder) => `${folder}/**/*.js\n`);
  return { path, text: `${text}${lines.join("")}` };
}
