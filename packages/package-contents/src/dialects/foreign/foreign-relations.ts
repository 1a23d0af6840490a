import { isPackageName } from "@larder/package-spec";
import semver from "semver";

import type { Problem } from "../../component.ts";
import { isKeys, type Keys, textAt, truthAt } from "./foreign-keys.ts";
import { problem, shown, slugOf } from "./foreign-identity.ts";
import { readForeignRange } from "./foreign-range.ts";

/** One thing that a package of another system names: what, in which versions, and whether it may be missing. */
export type Named = { readonly name: string; readonly range: string; readonly isOptional: boolean };

export type ReadNames = { readonly names: readonly Named[]; readonly problems: readonly Problem[] };

/**
 * Reads a list of names, or a map: `"erp_core"`, `{ name, version, optional }`, `{ database: ">=1.0" }`. A range that is
 * none is an error that says where.
 */
export function readNames(path: string, field: string, value: unknown): ReadNames {
  const items = Array.isArray(value) ? value : isKeys(value) ? [value] : value === undefined ? [] : [value];
  const read = items.map((item: unknown) => readItem(path, field, item));
  return { names: read.flatMap(({ names }) => names), problems: read.flatMap(({ problems }) => problems) };
}

function readItem(path: string, field: string, item: unknown): ReadNames {
  if (typeof item === "string") return readEntry(path, field, { name: item, written: "*", isOptional: false });
  if (!isKeys(item))
    return {
      names: [],
      problems: [problem("error", path, `\`${field}\` of \`${path}\` has an entry that names nothing`)],
    };
  const name = textAt(item, "name") ?? textAt(item, "plugin") ?? textAt(item, "capability");
  if (name !== undefined) {
    const written = textAt(item, "version") ?? boundsOf(item);
    return readEntry(path, field, { name, written, isOptional: truthAt(item, "optional") ?? false });
  }
  const read = Object.entries(item).map(([key, range]) =>
    readEntry(path, field, {
      name: key,
      written: typeof range === "string" || typeof range === "number" ? String(range) : "*",
      isOptional: false,
    }),
  );
  return { names: read.flatMap(({ names }) => names), problems: read.flatMap(({ problems }) => problems) };
}

function boundsOf(item: Keys): string {
  const [least, most] = [textAt(item, "minVersion"), textAt(item, "maxVersion")];
  return (
    [...(least === undefined ? [] : [`>=${least}`]), ...(most === undefined ? [] : [`<=${most}`])].join(",") || "*"
  );
}

function readEntry(
  path: string,
  field: string,
  { name, written, isOptional }: { readonly name: string; readonly written: string; readonly isOptional: boolean },
): ReadNames {
  const read = readForeignRange(written);
  if ("range" in read) return { names: [{ name, range: read.range, isOptional }], problems: [] };
  const message = `\`${field}\` of \`${path}\` asks for \`${shown(name)}\` in \`${shown(written)}\`, which is no range from its character ${read.position + 1} on: \`${shown(read.part)}\``;
  return { names: [], problems: [problem("error", path, message, "Write it as `>=1.0.0 <2.0.0`, or `^1.0.0`")] };
}

/** The range over the API of this system that packages of all others get. */
const apiRange = "^1.0.0";

/**
 * Returns the `engines.larder` of a package that says which versions of its own system it runs on; its own are those in
 * `known`. One that runs on none of them keeps its range, which no host here fits, and a warning says so.
 */
export function engineOf(
  path: string,
  written: string | undefined,
  system: { readonly name: string; readonly known: string },
): { readonly engine: string; readonly problems: readonly Problem[] } {
  const read = readForeignRange(written ?? "*");
  if (!("range" in read)) {
    return {
      engine: apiRange,
      problems: [
        problem("error", path, `\`${shown(written ?? "")}\` of \`${path}\` is no range of versions of ${system.name}`),
      ],
    };
  }
  if (semver.intersects(read.range, system.known)) return { engine: apiRange, problems: [] };
  const message = `It runs on ${system.name} ${read.range}; what is read here is ${system.known}`;
  return { engine: read.range, problems: [problem("warning", path, message, "No host here will start it")] };
}

/** Returns the name of what is required: a package with its scope, and the capability of that name for everything else. */
export function relationOf(name: string): string {
  return name.startsWith("@") && isPackageName(name) ? name : `capability:${slugOf(name)}`;
}

/** Returns `names` as the `requires` of a manifest. */
export function requiresOf(names: readonly Named[]): Keys {
  return Object.fromEntries(
    names.map(({ name, range, isOptional }) => [
      relationOf(name),
      isOptional ? { version: range, optional: true } : range,
    ]),
  );
}
