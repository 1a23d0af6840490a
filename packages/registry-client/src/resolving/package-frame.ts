import { type AbbreviatedManifest, unusualTarballPath } from "@larder/packument";

import type { PackageFrame } from "../larder-api.ts";

/** Returns what is told of a version that a lock will probably name; nothing of one that cannot be verified: it is in no lock. */
export function packageFrameOf(manifest: AbbreviatedManifest): PackageFrame | undefined {
  const { name, version, dist, os, cpu, libc } = manifest;
  const { integrity, unpackedSize, fileCount, tarball } = dist;
  if (integrity === undefined) return undefined;
  const tarballPath = unusualTarballPath(name, version, tarball);
  return {
    type: "package",
    name,
    version,
    integrity,
    ...(tarballPath === undefined ? {} : { tarballPath }),
    ...(unpackedSize === undefined ? {} : { unpackedSize }),
    ...(fileCount === undefined ? {} : { fileCount }),
    ...(isTexts(os) ? { os } : {}),
    ...(isTexts(cpu) ? { cpu } : {}),
    ...(isTexts(libc) ? { libc } : {}),
  };
}

/** Old packages have a platform as a text. */
function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}
