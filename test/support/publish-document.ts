import { createHash, randomBytes } from "node:crypto";

import { packTarball } from "@larder/tarball";

/** A version that is ready to be published: the body of the request, and the bytes that must come back. */
export type PreparedVersion = {
  readonly name: string;
  readonly version: string;
  readonly tarball: Uint8Array;
  readonly integrity: string;
  readonly body: string;
};

/** Returns a version of `name` whose archive holds `sizeBytes` of noise, as a client would publish it. */
export async function prepareVersion(
  name: string,
  version: string,
  sizeBytes = 2000,
  { tag = "latest", ...more }: { readonly tag?: string; readonly [field: string]: unknown } = {},
): Promise<PreparedVersion> {
  const manifest = { name, version, description: "Noise to publish", main: "noise.txt", ...more };
  const tarball = await packTarball([
    { path: "package.json", content: JSON.stringify(manifest) },
    { path: "noise.txt", content: randomBytes(sizeBytes).toString("base64") },
  ]);
  return prepareArchive(manifest, tarball, tag);
}

/** Returns the version that `tarball` is published as, described truthfully whatever it holds. */
export function prepareArchive(
  manifest: { readonly name: string; readonly version: string },
  tarball: Uint8Array,
  tag = "latest",
): PreparedVersion {
  const { name, version } = manifest;
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const shasum = createHash("sha1").update(tarball).digest("hex");
  const file = `${name}-${version}.tgz`;
  const body = JSON.stringify({
    _id: name,
    name,
    "dist-tags": { [tag]: version },
    versions: {
      [version]: {
        ...manifest,
        _id: `${name}@${version}`,
        dist: { integrity, shasum, tarball: `http://nowhere/${file}` },
      },
    },
    access: null,
    _attachments: {
      [file]: {
        content_type: "application/octet-stream",
        data: Buffer.from(tarball).toString("base64"),
        length: tarball.length,
      },
    },
  });
  return { name, version, tarball, integrity, body };
}

/** Sends `prepared` to the registry at `url` and returns the status of the answer. */
export async function putVersion(url: string, token: string, prepared: PreparedVersion): Promise<number> {
  const response = await fetch(`${url}/${prepared.name.replace("/", "%2f")}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: prepared.body,
  });
  await response.arrayBuffer();
  return response.status;
}

/** Sends all of `batch` in one request, as `pnpm publish --batch` does, and returns the status of the answer. */
export async function putBatch(url: string, token: string, batch: readonly PreparedVersion[]): Promise<number> {
  const response = await fetch(`${url}/-/pnpm/v1/publish`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: `{"packages":[${batch.map(({ body }) => body).join(",")}]}`,
  });
  await response.arrayBuffer();
  return response.status;
}
