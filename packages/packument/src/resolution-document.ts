import { findSha512, isVersion, type PackageName, type Version } from "@larder/package-spec";

import { isJsonObject } from "./json.ts";
import type { AbbreviatedManifest, Dist, Json, JsonObject } from "./manifest.ts";
import { type AbbreviatedPackument, baseUrlPlaceholder } from "./packument.ts";
import { readSignatures } from "./read-signatures.ts";
import { tarballFile, tarballFileOf, tarballPath } from "./tarball-path.ts";

/*
 * A resolution document is what a resolver reads of a packument, as small as it gets: a field that
 * several versions say alike is said once, and what follows from the name and the version is left out.
 *
 * It is JSON:
 *
 *     { "format": 2, "name": "left-pad", "dist-tags": { "latest": "1.3.0" }, "modified": "2018-04-09T…",
 *       "fields": [["dependencies", { "pad": "^1.0.0" }], ["engines", { "node": ">=18" }]],
 *       "versions": [["1.3.0", "sha512-…", [0, 1], { "unpackedSize": 9, "fileCount": 3, "signatures": [[0, "MEU…"]] }]],
 *       "keyids": ["SHA256:…"],
 *       "time": ["2018-04-09T00:00:00.000Z"],
 *       "larder": { "hidden": … } }
 *
 * A version has its place in `time` at the same index. What stands in the object at its end goes into
 * its `dist`; it is absent when there is nothing to say. A signature names its key by the index in `keyids`.
 */

const format = 2;

/** How each document of this format begins. */
const beginning = `{"format":${format},`;

type VersionLine = readonly [
  version: string,
  integrity: string,
  fields: readonly number[],
  dist?: { readonly [field: string]: Json },
];

type ResolutionDocument = {
  readonly format: number;
  readonly name: PackageName;
  readonly modified?: string;
  readonly "dist-tags": { readonly [tag: string]: Version };
  readonly fields: readonly (readonly [field: string, value: Json])[];
  readonly versions: readonly VersionLine[];
  readonly keyids?: readonly string[];
  readonly time?: readonly (string | null)[];
  readonly larder?: AbbreviatedPackument["larder"];
};

/** What of a short manifest no resolver reads, and what is said otherwise here. */
const leftOut = new Set(["name", "version", "dist", "devDependencies", "acceptDependencies", "directories", "funding"]);

/**
 * Returns the resolution document of a short packument whose archives are below `baseUrlPlaceholder`.
 *
 * Versions that no client could install, such as those that name another package, are left out.
 */
export function renderResolutionDocument(packument: AbbreviatedPackument): string {
  const { name, modified, larder, time } = packument;
  const [fields, keyids] = [new FieldTable(), new Map<string, number>()];
  const usable = Object.entries(packument.versions).filter(([version, manifest]) => isUsable(name, version, manifest));
  const document: ResolutionDocument = {
    format,
    name,
    ...(modified === undefined ? {} : { modified }),
    "dist-tags": packument["dist-tags"],
    versions: usable.map(([version, manifest]) => lineOf(name, version as Version, manifest, { fields, keyids })),
    fields: fields.entries,
    ...(keyids.size === 0 ? {} : { keyids: [...keyids.keys()] }),
    ...(isJsonObject(time) ? { time: usable.map(([version]) => textOrNull(time[version])) } : {}),
    ...(larder === undefined ? {} : { larder }),
  };
  return JSON.stringify(document);
}

/** Is `text` a document of the format that is rendered here, or one that a former release rendered? */
export function isResolutionDocument(text: string): boolean {
  return text.startsWith(beginning);
}

/**
 * Returns what {@link renderResolutionDocument} was given, as far as a resolver reads it, with `publicUrl` before the
 * archives. Versions share the objects of the fields that they have alike.
 */
export function readResolutionDocument(text: string, publicUrl: string): AbbreviatedPackument {
  const {
    name,
    modified,
    fields,
    versions,
    keyids = [],
    time,
    larder,
    ...rest
  } = JSON.parse(text) as ResolutionDocument;
  const alike = new Map<string, Partial<AbbreviatedManifest>>();
  const manifests = versions.map(([number, integrity, indexes, dist]): [string, AbbreviatedManifest] => {
    const version = number as Version;
    const key = indexes.join();
    const known = alike.get(key) ?? Object.fromEntries(indexes.map((index) => fields[index] ?? []));
    alike.set(key, known);
    return [number, { name, version, ...known, dist: distOf(publicUrl, { name, version, integrity, dist, keyids }) }];
  });
  const times = versions.flatMap(([version], index) => {
    const at = time?.[index];
    return at == null ? [] : [[version, at]];
  });
  return {
    name,
    ...(modified === undefined ? {} : { modified }),
    "dist-tags": rest["dist-tags"],
    versions: Object.fromEntries(manifests),
    ...(time === undefined ? {} : { time: Object.fromEntries(times) as { [version: string]: string } }),
    ...(larder === undefined ? {} : { larder }),
  } as AbbreviatedPackument;
}

function isUsable(name: PackageName, version: string, manifest: AbbreviatedManifest): boolean {
  return isVersion(version) && manifest.name === name && typeof manifest.dist?.tarball === "string";
}

function lineOf(
  name: PackageName,
  version: Version,
  { dist, ...manifest }: AbbreviatedManifest,
  { fields, keyids }: { readonly fields: FieldTable; readonly keyids: Map<string, number> },
): VersionLine {
  const indexes = Object.entries(manifest).flatMap(([field, value]) => {
    const said = field === "_npmUser" ? publisherOf(value) : value;
    return leftOut.has(field) || said === undefined ? [] : [fields.indexOf(field, said)];
  });
  const integrity = typeof dist.integrity === "string" ? findSha512(dist.integrity) : undefined;
  const facts = { ...distFacts(name, version, dist), ...signatureFacts(dist, keyids) };
  const line = [version, integrity ?? "", indexes] as const;
  return Object.keys(facts).length === 0 ? line : [...line, facts];
}

function distFacts(name: PackageName, version: Version, dist: Dist): { readonly [field: string]: Json } {
  const { tarball, unpackedSize, fileCount, attestations } = dist;
  return {
    ...(tarballFileOf(dist) === tarballFile(name, version) ? {} : { tarball }),
    ...(typeof unpackedSize === "number" ? { unpackedSize } : {}),
    ...(typeof fileCount === "number" ? { fileCount } : {}),
    ...(isJsonObject(attestations) && attestations["provenance"] ? { attestations: { provenance: true } } : {}),
  };
}

function signatureFacts(dist: Dist, keyids: Map<string, number>): { readonly [field: string]: Json } {
  const signatures = readSignatures(dist).map(({ keyid, sig }): [number, string] => {
    const index = keyids.get(keyid) ?? keyids.size;
    keyids.set(keyid, index);
    return [index, sig];
  });
  return signatures.length === 0 ? {} : { signatures };
}

function distOf(
  publicUrl: string,
  line: {
    readonly name: PackageName;
    readonly version: Version;
    readonly integrity: string;
    readonly dist: VersionLine[3];
    readonly keyids: readonly string[];
  },
): Dist {
  const { name, version, integrity, dist, keyids } = line;
  const canonical = baseUrlPlaceholder + tarballPath(name, tarballFile(name, version));
  const tarball = typeof dist?.["tarball"] === "string" ? dist["tarball"] : canonical;
  return {
    ...dist,
    tarball: tarball.replace(baseUrlPlaceholder, publicUrl),
    ...(integrity === "" ? {} : { integrity }),
    ...(dist?.["signatures"] === undefined ? {} : { signatures: signaturesOf(dist["signatures"], keyids) }),
  } as Dist;
}

function signaturesOf(rows: Json, keyids: readonly string[]): Dist["signatures"] {
  return (rows as readonly (readonly [number, string])[]).map(([index, sig]) => ({ keyid: keyids[index] ?? "", sig }));
}

/** Of whoever published a version, only how they proved themselves counts. */
function publisherOf(publisher: Json): JsonObject | undefined {
  if (!isJsonObject(publisher)) return undefined;
  const proofs = ["approver", "trustedPublisher"].filter((proof) => Boolean(publisher[proof]));
  return proofs.length === 0 ? undefined : Object.fromEntries(proofs.map((proof) => [proof, true]));
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** The different values of fields, each once. */
class FieldTable {
  readonly entries: (readonly [field: string, value: Json])[] = [];
  readonly #indexes = new Map<string, number>();

  indexOf(field: string, value: Json): number {
    const key = `${field} ${JSON.stringify(value)}`;
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.entries.push([field, value]) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}
