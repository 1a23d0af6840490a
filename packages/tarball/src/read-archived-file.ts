import { readArchiveEntries } from "./archive-entries.ts";
import { defaultTarballLimits, type TarballLimits } from "./tarball-limits.ts";

/**
 * Returns the bytes of the file at `path` in the gzipped archive `source`; `undefined` when there is none.
 *
 * Reads no further than it must, and keeps nothing else. What it returns may be as large as `fileBytesMax`
 * says. Throws {@link BadArchiveError} for what breaks the rules on the way.
 */
export async function readArchivedFile(
  source: AsyncIterable<Uint8Array>,
  path: string,
  limits: Partial<TarballLimits> = {},
): Promise<Uint8Array | undefined> {
  const all = { ...defaultTarballLimits, ...limits };
  let found: Uint8Array | undefined;
  for await (const entry of readArchiveEntries(source, all)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.content) if (entry.path === path) chunks.push(chunk);
    if (entry.path === path) found = Buffer.concat(chunks);
    // Of an archive of another registry the last one counts, and there may be more.
    if (found !== undefined && all.origin === "hosted") break;
  }
  return found;
}
