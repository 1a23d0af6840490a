import { parseStorageUrl, type S3Location } from "@larder/registry-storage";

import type { Context } from "../context.ts";

/**
 * Returns the bucket that a registry keeps its tarballs in: the flag, else `LARDER_STORAGE`; `undefined`
 * when they are in the data directory.
 *
 * Throws `StorageUrlError`, which does not repeat the URL: credentials are refused there.
 */
export function findBucket(
  { environment }: Pick<Context, "environment">,
  flagged: string | undefined,
): S3Location | undefined {
  const url = flagged ?? environment.storageUrl;
  return url === undefined ? undefined : parseStorageUrl(url);
}
