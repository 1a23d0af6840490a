import type { ComponentKind, Problem } from "../component.ts";
import { readCodeDescription } from "../reading/code-description.ts";
import { findNameProblem } from "./component-name.ts";
import type { DiscoveryContext } from "./discovery-context.ts";
import { type Found, joinFound, nothingFound } from "./found.ts";
import type { PackageFile } from "./package-files.ts";

const foreignExtensions = new Set([".py", ".rb", ".rs", ".go", ".lua", ".php", ".java", ".cs", ".cjs", ".wasm"]);

/** Is `file` code that this system can run, or code of another language? Anything else beside code is no component. */
export function isCode(file: PackageFile): boolean {
  return file.extension === ".js" || file.extension === ".ts" || foreignExtensions.has(file.extension);
}

/**
 * Returns the code components of `files`, which share one folder; `nameOf` gives the parts of each name.
 *
 * Where a `.ts` stands beside its `.js`, the `.js` is meant: it is what a host runs.
 */
export function discoverCode(
  context: DiscoveryContext,
  kind: ComponentKind,
  files: readonly { readonly file: PackageFile; readonly name: readonly string[] }[],
): Found {
  const code = files.filter(({ file }) => isCode(file));
  const built = new Set(code.filter(({ file }) => file.extension === ".js").map(({ name }) => name.join(".")));
  const chosen = code.filter(({ file, name }) => file.extension !== ".ts" || !built.has(name.join(".")));
  return joinFound(chosen.map(({ file, name }) => codeComponentOf(context, kind, file, name)));
}

function codeComponentOf(
  context: DiscoveryContext,
  kind: ComponentKind,
  file: PackageFile,
  name: readonly string[],
): Found {
  const problem = findNameProblem(kind, name, file.path);
  if (problem !== undefined) return { ...nothingFound, problems: [problem] };
  if (file.extension === ".ts" && !context.typescript) {
    return { ...nothingFound, problems: [typescriptProblem(kind, name.join("."), file.path)] };
  }
  const description = readCodeDescription(context.tree, file.path);
  const component = {
    kind,
    name: name.join("."),
    path: file.path,
    ...(description === undefined ? {} : { description }),
    status: foreignExtensions.has(file.extension) ? ("unsupported-code" as const) : ("ok" as const),
  };
  return { components: [component], problems: [] };
}

function typescriptProblem(kind: ComponentKind, name: string, path: string): Problem {
  return {
    severity: "error",
    path,
    message: `The ${kind} \`${name}\` is TypeScript, which no host can run from an installed package`,
    hint: `Build it to \`${path.replace(/\.ts$/, ".js")}\` before: \`npm run build\`, where the package has that`,
  };
}
