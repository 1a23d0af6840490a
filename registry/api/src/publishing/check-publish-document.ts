import { type JsonObject, type PublishDocument, type PublishManifest, tarballFile } from "@larder/packument";
import {
  type DistTag,
  type PackageName,
  parseDistTag,
  parsePublishableName,
  parseVersion,
  scopeOf,
  type Version,
} from "@larder/package-spec";

import {
  BadPublishBodyError,
  ManifestMismatchError,
  UnscopedPackageError,
  WorkspaceRangeError,
} from "./publish-errors.ts";

/** Whom a package is for: everybody whom its rule lets read it, or only those who work on it. */
export type Access = "public" | "restricted";

/** What a publish document asks for, once it is known to be sound. */
export type PublishRequest = {
  readonly name: PackageName;
  readonly version: Version;
  readonly tags: readonly DistTag[];
  /** Whom the package is for, if it is new and the client said so. */
  readonly access: Access | undefined;
  readonly manifest: PublishManifest & JsonObject;
  readonly attachments: PublishDocument["_attachments"];
  /** Bytes of the archive, when the client said. */
  readonly length: number | undefined;
};

/** Clients send one; each is a statement in the transaction that holds the package. */
const tagsMax = 100;

const dependencyFields = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

/**
 * Checks everything about a publish document that can be checked without the archive.
 *
 * Throws {@link ManifestMismatchError} when URL, document and archive name different things, and the
 * errors of names, versions and tags.
 */
export function checkPublishDocument(name: PackageName, document: PublishDocument, attachment: string): PublishRequest {
  parsePublishableName(name);
  if (document.name !== name)
    throw new ManifestMismatchError("name", JSON.stringify(document.name), JSON.stringify(name));
  const [entry, ...others] = Object.entries(document.versions);
  if (entry === undefined || others.length > 0) throw new BadPublishBodyError("it must hold exactly one version");

  const [key, manifest] = entry;
  const version = parseVersion(key);
  assertSame("name", manifest.name, name);
  assertSame("version", manifest.version, version);
  assertAttachmentNamed(attachment, name, version);
  assertRealRanges(manifest);
  return {
    name,
    version,
    tags: tagsOf(document, version),
    access: accessOf(document, name),
    manifest: manifest as PublishRequest["manifest"],
    attachments: document._attachments,
    length: document._attachments[attachment]?.length,
  };
}

function tagsOf(document: PublishDocument, version: Version): DistTag[] {
  const tags = Object.entries(document["dist-tags"]);
  if (tags.length > tagsMax) throw new BadPublishBodyError(`it sets more than ${tagsMax} dist-tags`);
  return tags.map(([tag, target]) => {
    assertSame(`dist-tags.${tag}`, target, version);
    return parseDistTag(tag);
  });
}

function accessOf({ access }: PublishDocument, name: PackageName): Access | undefined {
  if (access === "restricted" && scopeOf(name) === undefined) throw new UnscopedPackageError(name);
  return access ?? undefined;
}

/** bun leaves the scope out of the attachment's name. */
function assertAttachmentNamed(attachment: string, name: PackageName, version: Version): void {
  const file = tarballFile(name, version);
  if (attachment === `${name}-${version}.tgz` || attachment === file) return;
  throw new ManifestMismatchError("_attachments", JSON.stringify(attachment), JSON.stringify(file));
}

function assertRealRanges(manifest: PublishManifest): void {
  for (const field of dependencyFields) {
    for (const [dependency, range] of Object.entries(manifest[field] ?? {})) {
      if (/^(?:workspace|catalog):/.test(range)) throw new WorkspaceRangeError(dependency, range);
    }
  }
}

function assertSame(field: string, published: string, wanted: string): void {
  if (published !== wanted) throw new ManifestMismatchError(field, JSON.stringify(published), JSON.stringify(wanted));
}
