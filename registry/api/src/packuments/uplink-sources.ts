import { type Packument, tarballFileOf } from "@larder/packument";
import { findSha512 } from "@larder/package-spec";
import type { UplinkTarball } from "@larder/registry-database";

import { isArchiveFile } from "./served-tarball.ts";

/** Returns where the archives of a packument come from. Only what can be asked for is kept: an uplink may name them as it likes. */
export function uplinkSources({ versions }: Packument): { readonly [file: string]: UplinkTarball } {
  const entries = Object.values(versions).flatMap(({ dist }): [string, UplinkTarball][] => {
    const file = tarballFileOf(dist);
    const url = URL.parse(dist.tarball)?.href;
    if (url === undefined || !isArchiveFile(file)) return [];
    const integrity = typeof dist.integrity === "string" ? findSha512(dist.integrity) : undefined;
    const shasum = typeof dist.shasum === "string" && /^[0-9a-f]{40}$/.test(dist.shasum) ? dist.shasum : undefined;
    const source: UplinkTarball = {
      url,
      ...(integrity === undefined ? {} : { integrity }),
      ...(shasum === undefined ? {} : { shasum }),
    };
    return [[file, source]];
  });
  return Object.fromEntries(entries);
}
