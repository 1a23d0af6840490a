import { readFile, writeFile } from "node:fs/promises";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { createHash } from "node:crypto";

import type { AbbreviatedManifest, AbbreviatedPackument } from "@larder/packument";
import type { PackageName, Version } from "@larder/package-spec";

/** What is kept of a version: everything that resolving reads, and whether it has an integrity. */
export type RecordedVersion = Omit<AbbreviatedManifest, "name" | "version" | "dist"> & { readonly unsigned?: true };

/** What is kept of a package. */
export type RecordedPackage = {
  readonly tags: { readonly [tag: string]: Version };
  readonly versions: { readonly [version: string]: RecordedVersion };
};

export type RecordedUniverse = ReadonlyMap<string, RecordedPackage>;

const file = new URL("universe.json.br", import.meta.url);

/** Returns the recorded documents, with addresses and integrities made up: the same each time. */
export async function readUniverse(): Promise<ReadonlyMap<PackageName, AbbreviatedPackument>> {
  const text = brotliDecompressSync(await readFile(file)).toString();
  const recorded = Object.entries(JSON.parse(text) as { [name: string]: RecordedPackage });
  return new Map(recorded.map(([name, record]) => [name as PackageName, documentOf(name as PackageName, record)]));
}

/** Writes `universe` where {@link readUniverse} reads it; returns the number of bytes. */
export async function writeUniverse(universe: RecordedUniverse): Promise<number> {
  const sorted = [...universe].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
  const bytes = brotliCompressSync(JSON.stringify(Object.fromEntries(sorted)), { params });
  await writeFile(file, bytes);
  return bytes.length;
}

function documentOf(name: PackageName, { tags, versions }: RecordedPackage): AbbreviatedPackument {
  const manifests = Object.entries(versions).map(([version, recorded]) => [
    version,
    manifestOf(name, version as Version, recorded),
  ]);
  return {
    name,
    modified: "2026-01-01T00:00:00.000Z",
    "dist-tags": tags,
    versions: Object.fromEntries(manifests) as AbbreviatedPackument["versions"],
  };
}

function manifestOf(
  name: PackageName,
  version: Version,
  { unsigned, ...recorded }: RecordedVersion,
): AbbreviatedManifest {
  const tarball = `http://127.0.0.1:5273/${name}/-/${name.slice(name.indexOf("/") + 1)}-${version}.tgz`;
  const integrity = `sha512-${createHash("sha512").update(`${name}@${version}`).digest("base64")}`;
  return { ...recorded, name, version, dist: unsigned ? { tarball } : { tarball, integrity } } as AbbreviatedManifest;
}
