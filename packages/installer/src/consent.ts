import type { Grant, HostManifestEdit } from "@larder/host-directory";
import type { PackageName, Version } from "@larder/package-spec";

/**
 * A package that asks for what the operator did not agree to: its code would run in a sandbox, and it does not start; or its
 * hooks are scripts (`shell`), and they do not run.
 */
export type UngrantedPackage = {
  readonly package: PackageName;
  readonly version: Version;
  /** What it asks for beyond what was agreed to, in its own order; never empty. */
  readonly permissions: readonly Grant[];
  /** Did the operator agree to something that it reaches, once? Then this is the difference. */
  readonly agreedBefore: boolean;
};

/**
 * Decides whether a package gets what it asks for. `false` leaves it installed, and not granted; what it
 * throws stops the change, which leaves the host as it was.
 */
export type Consent = (asked: UngrantedPackage) => Promise<boolean>;

/** Asks for one after the other, and returns the edits of `larder.yaml` that write down what was agreed to. */
export async function askForGrants(
  consent: Consent | undefined,
  asked: readonly UngrantedPackage[],
): Promise<readonly (HostManifestEdit & { readonly type: "grant" })[]> {
  const edits: (HostManifestEdit & { readonly type: "grant" })[] = [];
  if (consent === undefined) return edits;
  for (const one of asked) {
    if (await consent(one)) edits.push({ type: "grant", name: one.package, grants: one.permissions });
  }
  return edits;
}
