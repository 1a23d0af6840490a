import type { HostManifest } from "@larder/host-directory";
import { compareText, type NodeId, type Resolution } from "@larder/resolver";

import type { PackageAt } from "./plan-install.ts";

/** Packages whose install scripts were left alone. */
export type SkippedScripts = {
  /** Sorted by name and version. */
  readonly packages: readonly PackageAt[];
  /** What `larder.yaml` would say to allow them, with those that it allows already; empty when there are none. */
  readonly allowLine: string;
};

/** Returns which of the packages that this machine got have install scripts that the operator does not allow. */
export function listSkippedScripts(
  { nodes }: Pick<Resolution, "nodes">,
  got: ReadonlyMap<NodeId, unknown>,
  { allowScripts }: HostManifest["policy"],
): SkippedScripts {
  const skipped = nodes.filter(
    ({ id, name, hasInstallScript }) => hasInstallScript === true && got.has(id) && !allowScripts.includes(name),
  );
  const packages = [...new Map(skipped.map(({ name, version }) => [`${name}@${version}`, { name, version }])).values()];
  const names = [...new Set([...allowScripts, ...packages.map(({ name }) => name)])].toSorted(compareText);
  return {
    packages,
    allowLine: packages.length === 0 ? "" : `policy: { allowScripts: ${JSON.stringify(names)} }`,
  };
}
