import { readFileSync } from "node:fs";

import type { Integrity, PackageName, Version } from "@larder/package-spec";
import type { TarballFile } from "@larder/tarball/unpack";

import type { InstanceKey } from "./instance-keys.ts";
import type { Bin } from "./read-bins.ts";

/** What belongs into an instance. */
export type EntryRecord = {
  readonly key: InstanceKey;
  readonly name: PackageName;
  readonly version: Version;
  readonly integrity: Integrity;
  /** The package's own, in the archive's order. */
  readonly files: readonly TarballFile[];
  /** What scripts left outside of the package, by its place in the instance: `node_modules/.prisma/index.js`. */
  readonly besides?: readonly TarballFile[];
  readonly bins: readonly Bin[];
  /** Where each link stands in the instance, and what it says. */
  readonly links: readonly EntryLink[];
  /** Are the files no longer those of the archive? */
  readonly scriptsRan?: true;
};

/** A link of an instance. */
export type EntryLink = {
  /** Below the instance, with forward slashes: `node_modules/chat`. */
  readonly place: string;
  readonly text: string;
};

/** Returns the record in the file at `path`; `undefined` when it is not there or damaged. */
export function readRecord(path: string): EntryRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isRecord(record) ? record : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError || code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
}

/** Returns the keys of the instances that the links of `record` lead into, itself left out. */
export function linkedKeys({ key, links }: EntryRecord): readonly InstanceKey[] {
  const keys = links.flatMap(
    ({ text }) => /\.\.\/([0-9a-z]{31})\/node_modules\//.exec(text.replaceAll("\\", "/"))?.[1] ?? [],
  );
  return [...new Set(keys)].filter((linked) => linked !== key);
}

/** The store wrote it, so its shape is only looked at as far as damage could change it. */
function isRecord(value: unknown): value is EntryRecord {
  if (typeof value !== "object" || value === null) return false;
  const { key, name, version, integrity, files, bins, links } = value as { readonly [name: string]: unknown };
  const texts = [key, name, version, integrity];
  return texts.every((text) => typeof text === "string") && [files, bins, links].every(Array.isArray);
}
