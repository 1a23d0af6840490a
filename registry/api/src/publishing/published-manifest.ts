import {
  baseUrlPlaceholder,
  type Json,
  type JsonObject,
  type Manifest,
  tarballFile,
  tarballPath,
} from "@larder/packument";
import { escapePackageName } from "@larder/package-spec";
import type { Edge, EdgeKind } from "@larder/registry-database";

import type { PublishRequest } from "./check-publish-document.ts";
import type { InspectedArchive } from "./inspect-archive.ts";
import type { SigningKey } from "./signing-key.ts";

/** Who publishes, as a manifest names them. */
export type Publisher = { readonly name: string; readonly email: string | null };

/** What a client may claim of itself, but only the registry may say. */
const registryFields = new Set([
  "readme",
  "deprecated",
  "hasInstallScript",
  "_npmUser",
  "_hasShrinkwrap",
  "gypfile",
  "maintainers",
]);

/** What decides whether a version fits a machine, and what is loaded of it: only what is in the archive counts. */
const archiveFields = ["engines", "os", "cpu", "libc", "exports", "main", "type", "directories", "acceptDependencies"];

/** Returns the manifest as it is kept and served: the author's, with the facts of the archive and of the registry. */
export function publishedManifest(
  request: PublishRequest,
  archive: InspectedArchive,
  { publisher, signingKey }: { readonly publisher: Publisher; readonly signingKey: SigningKey },
): Manifest {
  const { name, version, manifest } = request;
  const own = Object.entries(manifest).filter(
    ([field]) => !registryFields.has(field) && !archiveFields.includes(field),
  );
  const packed = archiveFields.filter((field) => archive.packageJson[field] !== undefined);
  const published: { [field: string]: Json } = {
    ...Object.fromEntries(own),
    ...Object.fromEntries(packed.map((field) => [field, archive.packageJson[field] ?? null])),
    _id: `${name}@${version}`,
    // npm prints `undefined` for an address that is not there, and nothing for an empty one.
    _npmUser: { name: publisher.name, email: publisher.email ?? "" },
    dist: {
      integrity: archive.integrity,
      shasum: archive.shasum,
      tarball: baseUrlPlaceholder + tarballPath(name, tarballFile(name, version)),
      fileCount: archive.files.length,
      unpackedSize: archive.unpackedSize,
      signatures: [signingKey.sign({ name, version, integrity: archive.integrity })],
      ...attestationsOf(request, archive),
    },
  };
  if (archive.hasImplicitInstall) published["gypfile"] = true;
  if (archive.hasShrinkwrap) published["_hasShrinkwrap"] = true;
  return published as Manifest;
}

function attestationsOf({ name, version }: PublishRequest, { provenance }: InspectedArchive): JsonObject {
  if (provenance === undefined) return {};
  const url = `${baseUrlPlaceholder}/-/npm/v1/attestations/${escapePackageName(name)}@${version}`;
  return { attestations: { url, provenance: { predicateType: provenance.predicateType } } };
}

const edgeFields = [
  ["prod", "dependencies"],
  ["dev", "devDependencies"],
  ["optional", "optionalDependencies"],
  ["peer", "peerDependencies"],
] as const satisfies readonly (readonly [EdgeKind, string])[];

/** Returns everything that a version names: dependencies of each kind, and its relations. */
export function edgesOf(manifest: JsonObject, { relations }: InspectedArchive): Edge[] {
  const dependencies = edgeFields.flatMap(([kind, field]) => edgesOfMap(kind, manifest[field]));
  const requires = Object.entries(relations.requires ?? {}).map(([target, wanted]): Edge => ({
    kind: "requires",
    target,
    range: typeof wanted === "string" ? wanted : wanted.version,
  }));
  return [
    ...dependencies,
    ...requires,
    ...edgesOfMap("provides", relations.provides),
    ...edgesOfMap("conflicts", relations.conflicts),
  ];
}

function edgesOfMap(kind: EdgeKind, map: Json | undefined): Edge[] {
  if (typeof map !== "object" || map === null) return [];
  return Object.entries(map)
    .filter((entry): entry is [string, string] => typeof entry[1] === "string")
    .map(([target, range]) => ({ kind, target, range }));
}
