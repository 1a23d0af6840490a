import type { PackageName, Version } from "@larder/package-spec";

/** Returns what a change of these versions is called in the audit log: the one version, or else the package. */
export function targetOf(name: PackageName, changed: readonly { readonly version: Version }[]): string {
  const [first, ...others] = changed;
  return first === undefined || others.length > 0 ? name : `${name}@${first.version}`;
}
