import { isRange, parseWanted } from "@larder/package-spec";
import { overrideKeyBelow, parseOverrideKey } from "@larder/resolver";
import { z } from "zod";

/** `overrides` as npm writes them: a name, with what is taken or with what is taken below it. `.` is the name itself. */
export type NestedOverrides = { readonly [selector: string]: string | NestedOverrides };

/** One override: the path of names that leads to it, and what is taken. */
export type FlatOverride = { readonly path: readonly string[]; readonly key: string; readonly taken: string };

export const overridesSchema: z.ZodType<NestedOverrides> = z.lazy(() =>
  z.record(z.string(), z.union([z.string(), overridesSchema], "must be a text, or a map of names below it")),
);

/** Where a map of overrides stands. */
type Nest = {
  /** The names that lead to it, as they are written. */
  readonly path: readonly string[];
  /** What its `.` is. */
  readonly self: string;
  readonly outer: readonly string[];
  /** Below what its overrides hold: the outer ones, and itself. */
  readonly parents: readonly string[];
};

/** Returns nested overrides as one list, with keys that hold at any depth below what they are nested in. */
export function flattenOverrides(
  overrides: NestedOverrides,
  nest: Nest = { path: [], self: ".", outer: [], parents: [] },
): readonly FlatOverride[] {
  return Object.entries(overrides).flatMap(([key, value]) => {
    const path = [...nest.path, key];
    const isSelf = key === ".";
    if (typeof value === "object") return flattenOverrides(value, isSelf ? nest : nestOf(key, value, nest));
    const flat = isSelf ? overrideKeyBelow(nest.outer, nest.self) : overrideKeyBelow(nest.parents, key);
    return [{ path, key: flat, taken: value }];
  });
}

function nestOf(key: string, { ".": taken }: NestedOverrides, { path, parents }: Nest): Nest {
  return { path: [...path, key], self: key, outer: parents, parents: [...parents, withTaken(key, taken)] };
}

/** What is nested below some versions of a package holds below those as well that are taken for it, as with npm. */
function withTaken(key: string, taken: string | NestedOverrides | undefined): string {
  const range = taken === "" ? "*" : taken;
  const parsed = parseOverrideKey(key);
  if (typeof range !== "string" || !isRange(range) || "wrong" in parsed) return key;
  return ["*", range].includes(parsed.target.range) ? key : `${key} || ${range}`;
}

/** Returns what is wrong with an override; `undefined` when nothing is. `wants` are those that `$name` may refer to. */
export function findOverrideFault(
  { key, taken }: Pick<FlatOverride, "key" | "taken">,
  wants: { readonly [alias: string]: string },
): string | undefined {
  const parsed = parseOverrideKey(key);
  if ("wrong" in parsed) return `\`${parsed.wrong}\` is not \`name\` or \`name@range\`${hintForSlashes(key)}`;
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

/** Yarn parts names with slashes, and begins a name that is meant everywhere with two stars. */
function hintForSlashes(key: string): string {
  const [first, ...others] = key.match(/@[^/]+\/[^/]+|[^/]+/g) ?? [];
  const meant = (first === "**" ? others : [first, ...others]).join(">");
  return meant === key || "wrong" in parseOverrideKey(meant) ? "" : `: write \`${meant}\``;
}

function isFromRegistry(text: string): boolean {
  try {
    return ["range", "tag", "alias"].includes(parseWanted(text).type);
  } catch {
    return false;
  }
}
