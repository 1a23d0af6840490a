import { type AbbreviatedManifest, type AbbreviatedPackument, type Packument } from "@larder/packument";
import { findSha512, type Integrity, isVersion, type PackageName } from "@larder/package-spec";
import { z } from "zod";

/** What every document of a package has; the versions are checked one by one below, since there may be thousands. */
const documentShape = z.custom<PackumentShape>(isPackumentShape, "is not a package document");

type PackumentShape = {
  readonly name: string;
  readonly versions: { readonly [version: string]: unknown };
  readonly "dist-tags": { readonly [tag: string]: string };
};

/** Reads the abbreviated document of `name`: versions that no client could install are left out. */
export function abbreviatedSchema(name: PackageName): z.ZodType<AbbreviatedPackument> {
  return documentOf<AbbreviatedPackument>(name);
}

/** Reads the full document of `name`: versions that no client could install are left out. */
export function packumentSchema(name: PackageName): z.ZodType<Packument> {
  return documentOf<Packument>(name);
}

function documentOf<Document>(name: PackageName): z.ZodType<Document> {
  return documentShape
    .refine((document) => document.name === name, `is a document of another package than \`${name}\``)
    .transform(
      (document) => ({ ...document, versions: usableVersions(name, document.versions) }) as unknown as Document,
    );
}

function isPackumentShape(value: unknown): value is PackumentShape {
  return (
    isRecord(value) && typeof value["name"] === "string" && isRecord(value["versions"]) && isRecord(value["dist-tags"])
  );
}

function usableVersions(
  name: PackageName,
  versions: PackumentShape["versions"],
): { [version: string]: AbbreviatedManifest } {
  const usable: { [version: string]: AbbreviatedManifest } = {};
  for (const [version, manifest] of Object.entries(versions)) {
    if (!isVersion(version) || !isManifest(manifest) || manifest.name !== name) continue;
    usable[version] = { ...manifest, dist: withOneHash(manifest.dist) };
  }
  return usable;
}

function isManifest(value: unknown): value is AbbreviatedManifest {
  return isRecord(value) && isRecord(value["dist"]) && typeof value["dist"]["tarball"] === "string";
}

/** Some registries list several hashes; one sha512 is what the rest of the house speaks. */
function withOneHash(dist: AbbreviatedManifest["dist"]): AbbreviatedManifest["dist"] {
  const { integrity: listed, ...rest } = dist;
  const integrity: Integrity | undefined = typeof listed === "string" ? findSha512(listed) : undefined;
  return integrity === undefined ? rest : { ...rest, integrity };
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
