import { createHash } from "node:crypto";

import type { PreparedVersion } from "./publish-document.ts";

/** What stands in a registry of a version: its manifest, its packument and its very bytes, none of them, or some. */
export type VersionState = "whole" | "absent" | "half";

/** Is `prepared` in the registry at `url` whole, not at all, or half? */
export async function versionState(url: string, { name, version, integrity }: PreparedVersion): Promise<VersionState> {
  const [manifest, packument, tarball] = await Promise.all([
    fetch(`${url}/${name}/${version}`),
    fetch(`${url}/${name}`),
    fetch(`${url}/${name}/-/${name}-${version}.tgz`),
  ]);
  const bytes = Buffer.from(await tarball.arrayBuffer());
  const found = {
    manifest: (await manifest.text()).includes(integrity) && manifest.status === 200,
    packument: (await packument.text()).includes(integrity) && packument.status === 200,
    tarball: tarball.status === 200 && `sha512-${createHash("sha512").update(bytes).digest("base64")}` === integrity,
  };
  const count = Object.values(found).filter(Boolean).length;
  return count === 3 ? "whole" : count === 0 ? "absent" : "half";
}
