import { isTestFile, type TextFile } from "./source-file.ts";
import { importedSpecifiers, type SyntaxNode, syntaxNodes } from "./syntax.ts";

/** An outside thing, and the only places whose code may touch it. */
type Ownership = { thing: string; modules: RegExp; owners: RegExp };

/** The outside things that are imported. */
export const ownedModules: readonly Ownership[] = [
  {
    thing: "child processes",
    modules: /^node:(child_process|cluster)$/,
    // Scripts that an operator agreed to run around what happens to a package. The command line asks npm for its
    // settings, and git to merge; the tour publishes with the reader's own pnpm.
    owners: /^packages\/core\/src\/(sandbox|hooks)\/|^packages\/installer\/|^apps\/cli\/src\/(merging|npmrc|tour)\//,
  },
  {
    thing: "virtual machines",
    modules: /^(node:vm|quickjs-wasi)$/,
    // What the schemas of packages say is checked in one, which alone can end it; and the bundle is run as V8 compiled it.
    owners: /^packages\/core\/src\/(sandbox\/|configuration\/bounded-work\.ts$)|^apps\/cli\/src\/packed\//,
  },
  {
    thing: "threads",
    modules: /^node:worker_threads$/,
    // They run our own code: a pool that unpacks archives, and the solver of a registry.
    owners: /^packages\/core\/src\/sandbox\/|^packages\/store\/src\/unpack-|^registry\/api\/src\/resolving\/solver-/,
  },
  {
    thing: "the listening socket",
    // Whoever downloads hundreds of archives asks for them without `fetch`, which takes as much time again.
    modules: /^(node:https?|@hono\/node-server(\/.*)?)$/,
    owners: /^apps\/cli\/|^packages\/registry-client\/src\/open-download\.ts$/,
  },
  { thing: "Hono", modules: /^hono(\/.*)?$/, owners: /^registry\/api\/|^packages\/core\/src\/doors\/|^apps\/web\// },
  { thing: "SQL engines", modules: /^(@electric-sql\/pglite(\/.*)?|postgres|pg)$/, owners: /^packages\/sql\// },
  {
    thing: "Drizzle",
    modules: /^drizzle-(orm|kit)(\/.*)?$/,
    owners: /^packages\/sql\/|^registry\/database\/|^packages\/core\/src\/(services|models)\//,
  },
  { thing: "archive paths", modules: /^(tar|tar-stream|tar-fs)$/, owners: /^packages\/tarball\// },
  { thing: "the object store", modules: /^@aws-sdk\//, owners: /^registry\/storage\// },
  { thing: "the terminal", modules: /^(commander|picocolors|@clack\/.*)$/, owners: /^apps\/cli\// },
];

type ProcessOwnership = { thing: string; properties: readonly string[]; owners: RegExp };

/** The outside things that are properties of `process`. */
export const ownedByProcess: readonly ProcessOwnership[] = [
  {
    thing: "stdout, stderr and exit",
    properties: ["stdout", "stderr", "exit", "exitCode"],
    // The command, and the program of sandboxes, which is a process of its own and speaks to its host there.
    owners: /^apps\/cli\/|^packages\/core\/src\/sandbox\/runner\/run-sandboxes\.ts$/,
  },
  { thing: "the environment", properties: ["env"], owners: /^apps\/[^/]+\/src\/config\.ts$/ },
];

/** Code that touches an outside thing which another place owns, one sentence each. */
export function findOwnerViolations(file: TextFile): string[] {
  if (!/^(packages|registry|apps)\/[^/]+\/src\//.test(file.path) || isTestFile(file.path)) return [];
  return [...foreignModules(file), ...foreignProcessProperties(file)];
}

function foreignModules(file: TextFile): string[] {
  return importedSpecifiers(file).flatMap((specifier) => {
    const owned = ownedModules.find(({ modules }) => modules.test(specifier));
    const foreign = owned !== undefined && !owned.owners.test(file.path);
    return foreign ? [`${file.path} imports \`${specifier}\`, but does not own ${owned.thing}`] : [];
  });
}

function foreignProcessProperties(file: TextFile): string[] {
  if (!file.text.includes("process")) return [];
  const used = new Set([...syntaxNodes(file)].map(processProperty).filter((name) => name !== undefined));
  const foreign = ownedByProcess.filter(({ owners }) => !owners.test(file.path));
  return foreign.flatMap(({ thing, properties }) =>
    properties
      .filter((name) => used.has(name))
      .map((name) => `${file.path} uses \`process.${name}\`, but does not own ${thing}`),
  );
}

/** The name in `process.name`, and in `globalThis.process.name`; `undefined` for any other node. */
function processProperty({ type, object, property }: SyntaxNode): string | undefined {
  if (type !== "MemberExpression" || nameOf(object) !== "process") return undefined;
  return nameOf(property);
}

/** The name of an identifier, of the last part of a chain, or the text of a literal. */
function nameOf(node: unknown): string | undefined {
  if (typeof node !== "object" || node === null) return undefined;
  if ("name" in node && typeof node.name === "string") return node.name;
  if ("value" in node && typeof node.value === "string") return node.value;
  return "property" in node ? nameOf(node.property) : undefined;
}
