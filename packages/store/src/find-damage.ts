import { hash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";

import type { TarballFile } from "@larder/tarball/unpack";

import { type EntryLink, type EntryRecord, readRecord } from "./entry-record.ts";
import type { InstanceKey } from "./instance-keys.ts";
import { recordName, type StorePaths } from "./store-paths.ts";

/** Says what is wrong with the instance of `key`, as the end of a sentence; `undefined` when every byte and link is as it was made. */
export function findDamage(paths: StorePaths, key: InstanceKey): string | undefined {
  const directory = paths.instance(key);
  if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return "is no folder";
  const record = readRecord(paths.record(key));
  if (record?.key !== key) return `has no readable \`${recordName}\``;
  return findStranger(directory, record) ?? findBrokenLink(directory, record.links) ?? findBrokenFile(paths, record);
}

/** What is there and was not made by the store; folders that hold nothing do no harm. */
function findStranger(directory: string, { name, files, besides = [], links }: EntryRecord): string | undefined {
  const own = `node_modules/${name}/`;
  const known = new Set([
    recordName,
    ...files.map(({ path }) => own + path),
    ...besides.map(({ path }) => path),
    ...links.map(({ place }) => place),
  ]);
  const stranger = listPlaces(directory).find((place) => !known.has(place));
  return stranger === undefined ? undefined : `has \`${stranger}\`, which is not of it`;
}

/** Returns all that is no folder below `directory`, with forward slashes. Node's own recursion would follow links. */
function listPlaces(directory: string, above = ""): readonly string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const place = above + entry.name;
    return entry.isDirectory() ? listPlaces(join(directory, entry.name), `${place}/`) : [place];
  });
}

function findBrokenLink(directory: string, links: readonly EntryLink[]): string | undefined {
  const broken = links.find(({ place, text }) => readLink(join(directory, place)) !== text);
  return broken === undefined ? undefined : `has lost the link \`${broken.place}\``;
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch (error) {
    // Missing, or no link.
    if (["ENOENT", "ENOTDIR", "EINVAL"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

function findBrokenFile(paths: StorePaths, { key, name, files, besides = [] }: EntryRecord): string | undefined {
  return findBroken(paths.packageIn(key, name), files) ?? findBroken(paths.instance(key), besides);
}

function findBroken(directory: string, files: readonly TarballFile[]): string | undefined {
  for (const file of files) {
    const reason = findFileDamage(join(directory, file.path), file);
    if (reason !== undefined) return `has \`${file.path}\` ${reason}`;
  }
  return undefined;
}

function findFileDamage(path: string, { size, sha256, executable }: TarballFile): string | undefined {
  const facts = lstatSync(path, { throwIfNoEntry: false });
  if (facts === undefined) return "no longer";
  if (!facts.isFile()) return "as no file";
  if (facts.size !== size) return `with ${facts.size} bytes instead of ${size}`;
  if (executable && process.platform !== "win32" && (facts.mode & 0o100) === 0) return "without the right to run";
  return hash("sha256", readFileSync(path)) === sha256 ? undefined : "with other bytes";
}
