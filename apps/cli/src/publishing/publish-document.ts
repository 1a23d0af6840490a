import { createHash } from "node:crypto";

import type { JsonObject } from "@larder/packument";
import { integrityOfSha512, type PackageName, type Version } from "@larder/package-spec";

export type PackedPackage = {
  readonly name: PackageName;
  readonly version: Version;
  /** The `package.json` that is in the archive. */
  readonly packageJson: JsonObject;
  readonly readme: string | undefined;
  readonly tarball: Uint8Array;
};

/** Returns the body of `PUT /:name` that npm's clients send for one version. */
export function publishDocument(packed: PackedPackage, tag: string): JsonObject & { readonly name: string } {
  const { name, version, tarball, readme } = packed;
  const fileName = `${name}-${version}.tgz`;
  const manifest: JsonObject = {
    ...packed.packageJson,
    name,
    version,
    _id: `${name}@${version}`,
    ...(readme !== undefined && { readme }),
    dist: {
      integrity: integrityOfSha512(createHash("sha512").update(tarball).digest("base64")),
      shasum: createHash("sha1").update(tarball).digest("hex"),
    },
  };
  return {
    _id: name,
    name,
    ...(typeof packed.packageJson["description"] === "string" && { description: packed.packageJson["description"] }),
    "dist-tags": { [tag]: version },
    versions: { [version]: manifest },
    ...(readme !== undefined && { readme }),
    _attachments: {
      [fileName]: {
        content_type: "application/octet-stream",
        data: Buffer.from(tarball).toString("base64"),
        length: tarball.byteLength,
      },
    },
  };
}
