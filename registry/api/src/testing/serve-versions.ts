import type { FakeUplink } from "./fake-uplink.ts";
import { aPackage } from "./package-builder.ts";

/** Lets `uplink` serve versions of one package: version → when it was published, unless the uplink does not say. The last is `latest`. */
export async function serveVersions(
  uplink: FakeUplink,
  name: string,
  published: { readonly [version: string]: string | undefined },
): Promise<void> {
  const versions: { [version: string]: unknown } = {};
  const time: { [version: string]: string } = {};
  for (const [version, at] of Object.entries(published)) {
    const pkg = aPackage(name).version(version);
    const [manifest] = Object.values((await pkg.body()).versions);
    const path = `/${name}/-/${name.split("/").at(-1) ?? ""}-${version}.tgz`;
    const dist = { ...(manifest?.["dist"] as object), tarball: new URL(path, uplink.url).href };
    versions[version] = { ...manifest, dist };
    if (at !== undefined) time[version] = at;
    uplink.answer(path, { body: await pkg.tarball() });
  }
  const newest = Object.keys(published).at(-1) ?? "";
  uplink.answer(`/${name.replace("/", "%2f")}`, {
    body: JSON.stringify({ _id: name, name, "dist-tags": { latest: newest }, versions, time }),
  });
}
