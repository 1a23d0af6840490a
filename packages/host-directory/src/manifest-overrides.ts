import { parseWanted } from "@larder/package-spec";
import { z } from "zod";

import { isSelector } from "./manifest-selectors.ts";

/** `overrides` as npm writes them: a name, with what is taken or with what is taken below it. `.` is the name itself. */
export type NestedOverrides = { readonly [selector: string]: string | NestedOverrides };

/** One override: the path of names that leads to it, and what is taken. */
export type FlatOverride = { readonly path: readonly string[]; readonly key: string; readonly taken: string };

export const overridesSchema: z.ZodType<NestedOverrides> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), overridesSchema], "must be a text, or a map of names below it")),
);

/**
 * Returns nested overrides as one list, with keys of the form `parent>name`.
 *
 * A `>` within a range, as in `chat@>=2>view`, does not part names: it follows `@`, a space or another sign.
 */
export function flattenOverrides(overrides: NestedOverrides, above: readonly string[] = []): readonly FlatOverride[] {
  return Object.entries(overrides).flatMap(([key, value]) => {
    const path = key === "." ? above : [...above, key];
    if (typeof value === "object") return flattenOverrides(value, path);
    return [{ path: key === "." ? [...above, "."] : path, key: path.join(">"), taken: value }];
  });
}

/** Returns what is wrong with an override; `undefined` when nothing is. `wants` are those that `$name` may refer to. */
export function findOverrideFault(
  { key, taken }: Pick<FlatOverride, "key" | "taken">,
  wants: { readonly [alias: string]: string },
): string | undefined {
  const names = splitNames(key);
  const parents = names.slice(0, -1);
  const wrong = parents.find((parent) => !isSelector(parent)) ?? names.slice(-1).find((name) => !isSelector(name));
  if (wrong !== undefined) return `\`${wrong}\` is not \`name\` or \`name@range\``;
  if (names.length > 2) return "reaches over more than one package: name the one that asks, as in `chat>view`";
  if (taken.startsWith("$")) {
    return taken.slice(1) in wants ? undefined : `refers to \`${taken.slice(1)}\`, which \`wants\` does not name`;
  }
  return isFromRegistry(taken)
    ? undefined
    : `takes \`${taken}\`, and only a range, a tag or \`npm:name@range\` can be taken`;
}

/** Returns what is taken, with `$name` replaced by what the host wants of `name`. */
export function takenText(taken: string, wants: { readonly [alias: string]: string }): string {
  return taken.startsWith("$") ? (wants[taken.slice(1)] ?? taken) : taken;
}

function splitNames(key: string): string[] {
  return key.split(/(?<![\s|@<>=~^])>(?=[@a-z0-9])/i);
}

function isFromRegistry(text: string): boolean {
  try {
    return ["range", "tag", "alias"].includes(parseWanted(text).type);
  } catch {
    return false;
  }
}
