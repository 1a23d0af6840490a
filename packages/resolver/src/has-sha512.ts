import type { AbbreviatedManifest } from "@larder/packument";
import { findSha512 } from "@larder/package-spec";

const known = new WeakMap<AbbreviatedManifest, boolean>();

/** Can the archive of `manifest` be verified by a sha512? Told once for each, since every candidate is asked in every graph. */
export function hasSha512(manifest: AbbreviatedManifest): boolean {
  let has = known.get(manifest);
  if (has === undefined) {
    has = findSha512(manifest.dist.integrity ?? "") !== undefined;
    known.set(manifest, has);
  }
  return has;
}
