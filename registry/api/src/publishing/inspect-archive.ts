import { inspectPackage, type Component, relationsOf } from "@larder/package-contents";
import { findManifestMismatch, type JsonObject, type ManifestRelations } from "@larder/packument";
import { digestOf, findSha512, type Integrity } from "@larder/package-spec";
import type { Attestation, PublishedFile } from "@larder/registry-database";
import type { ReceivedBlob } from "@larder/registry-storage";
import { readTarball, type TarballContents } from "@larder/tarball";

import type { PublishRequest } from "./check-publish-document.ts";
import { contentDigestOf } from "./content-digest.ts";
import { findProvenance } from "./find-provenance.ts";
import { parseForeignJson, withoutNul } from "./parse-foreign-json.ts";
import { ArchiveIntegrityError, InvalidManifestError, ManifestMismatchError } from "./publish-errors.ts";

/** What an archive that fits its manifest tells. */
export type InspectedArchive = {
  readonly integrity: Integrity;
  readonly shasum: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly PublishedFile[];
  /** The same for every archive of the same files. */
  readonly contentDigest: string;
  readonly packageJson: JsonObject;
  readonly readme: string | null;
  readonly components: readonly Component[];
  readonly relations: ManifestRelations;
  /** How the archive was made, when its publisher can say. */
  readonly provenance: Attestation | undefined;
  readonly hasImplicitInstall: boolean;
  readonly hasShrinkwrap: boolean;
};

/** A larger archive is read as a stream: what several publishers send at once must not stand in memory. */
const heldBytesMax = 64 * 1024;

/**
 * Returns what is in a received archive, after checking that it is the one that the manifest describes.
 *
 * Throws {@link ArchiveIntegrityError} for other bytes, `BadArchiveError` for what breaks the rules of
 * archives, {@link ManifestMismatchError} for another `package.json`, {@link InvalidManifestError} for a
 * package that declares something impossible.
 */
export async function inspectArchive(request: PublishRequest, blob: ReceivedBlob): Promise<InspectedArchive> {
  assertBytes(request, blob);
  const contents = await readTarball(blob.size <= heldBytesMax ? await bytesOf(blob) : blob.read());
  const { name, version } = request;
  const packageJson = parsePackageJson(contents);
  const inspection = inspectPackage(contents.tree, { identity: { name, version } });
  assertAgreement(request.manifest, packageJson, contents);

  const problem = inspection.problems.find(({ severity }) => severity === "error");
  if (problem !== undefined) {
    throw new InvalidManifestError(`\`${problem.path}\` of \`${name}\` is wrong: ${problem.message}`, problem.hint);
  }
  return {
    integrity: blob.integrity,
    shasum: blob.shasum,
    size: blob.size,
    unpackedSize: contents.unpackedSize,
    files: contents.files.map(({ path, size, sha256 }) => ({ path, size, sha256 })),
    contentDigest: contentDigestOf(contents.files),
    packageJson,
    readme: readReadme(contents),
    components: parseForeignJson(JSON.stringify(inspection.components)) as Component[],
    relations: relationsOf(packageJson) ?? {},
    provenance: findProvenance(request.attachments, {
      name,
      version,
      sha512: Buffer.from(digestOf(blob.integrity), "base64").toString("hex"),
    }),
    hasImplicitInstall: hasFile(contents, "binding.gyp"),
    hasShrinkwrap: hasFile(contents, "npm-shrinkwrap.json"),
  };
}

async function bytesOf(blob: ReceivedBlob): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function assertBytes({ manifest, length }: PublishRequest, blob: ReceivedBlob): void {
  const promised = {
    length: length === undefined ? undefined : String(length),
    integrity: findSha512(manifest.dist?.integrity ?? ""),
    shasum: manifest.dist?.shasum,
  };
  if (promised.integrity === undefined && promised.shasum === undefined) {
    throw new ArchiveIntegrityError("integrity", "nothing", blob.integrity);
  }
  const received = { length: String(blob.size), integrity: blob.integrity, shasum: blob.shasum };
  for (const field of ["length", "integrity", "shasum"] as const) {
    const wanted = promised[field];
    if (wanted !== undefined && wanted !== received[field]) {
      throw new ArchiveIntegrityError(field, wanted, received[field]);
    }
  }
}

function parsePackageJson({ tree }: TarballContents): JsonObject {
  const text = tree.readText("package.json");
  if (text === undefined) throw new InvalidManifestError("The archive has no `package.json` in its first folder");
  try {
    return parseForeignJson(text.replace(/^\uFEFF/, "")) as JsonObject;
  } catch {
    throw new InvalidManifestError(
      "The `package.json` in the archive cannot be read: it is no JSON, or nested too deeply",
    );
  }
}

function assertAgreement(manifest: JsonObject, packageJson: JsonObject, contents: TarballContents): void {
  const mismatch = findManifestMismatch(manifest, packageJson, { hasBindingGyp: hasFile(contents, "binding.gyp") });
  if (mismatch !== undefined) throw new ManifestMismatchError(mismatch.field, mismatch.published, mismatch.packed);
}

function readReadme({ tree }: TarballContents): string | null {
  const file = tree.files.find(({ path }) => /^readme(?:\.(?:md|markdown|txt))?$/i.test(path));
  return file === undefined ? null : withoutNul(tree.readText(file.path) ?? "");
}

function hasFile({ tree }: TarballContents, path: string): boolean {
  return tree.files.some((file) => file.path === path);
}
