import type { Json, JsonObject } from "@larder/packument";

import type { Problem } from "../component.ts";
import type { FileTree } from "../file-tree.ts";

const depthMax = 64;

/** The `package.json` of a tree, or why it cannot be used. */
export type PackageJsonFile = { readonly packageJson: JsonObject } | { readonly problem: Problem };

/** Returns the parsed `package.json` of `tree`; `undefined` when there is none. */
export function readPackageJson(tree: FileTree): PackageJsonFile | undefined {
  if (!tree.files.some(({ path }) => path === "package.json")) return undefined;
  const text = tree.readText("package.json");
  if (text === undefined) return broken("is too large to be read");
  try {
    const value = JSON.parse(text.replace(/^\uFEFF/, "")) as Json;
    if (!isJsonObject(value)) return broken("does not hold an object");
    return isDeeperThan(value, depthMax)
      ? broken(`is nested more than ${depthMax} levels deep`)
      : { packageJson: value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return broken(`is not JSON: ${error.message}`);
  }
}

/** Is `value` an object, and neither a list nor null? */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Walks level by level, since whatever calls itself for each level can be made to run out of stack. */
function isDeeperThan(value: Json, depth: number): boolean {
  let level: readonly Json[] = [value];
  for (let passed = 0; level.length > 0; passed += 1) {
    if (passed > depth) return true;
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}

function broken(reason: string): PackageJsonFile {
  return { problem: { severity: "error", path: "package.json", message: `\`package.json\` ${reason}` } };
}
