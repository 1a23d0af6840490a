import { mkdir, open, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";

import { type ArchiveEntry, readArchiveEntries } from "./archive-entries.ts";
import { defaultTarballLimits, type TarballLimits } from "./tarball-limits.ts";

/**
 * Writes the regular files of the gzipped archive `source` into `directory`, without the archive's root folder, with the
 * modes 0644 and 0755, and returns how many there were.
 *
 * `directory` must be empty and reachable by no other process, since the safety of every path in it rests on
 * that: it is made if it is missing. After a failure, what was written stays; remove the directory.
 *
 * What is unpacked was accepted by some registry before, so its origin is `foreign` unless said otherwise: links are
 * left out, as npm leaves them out.
 *
 * Throws {@link BadArchiveError} naming the entry and the reason; what `source` throws comes through unchanged.
 */
export async function unpackTarball(
  source: AsyncIterable<Uint8Array>,
  directory: string,
  limits: Partial<TarballLimits> = {},
): Promise<number> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if ((await readdir(directory)).length > 0) throw new Error(`${directory} must be empty to unpack into it`);

  const made = new Set<string>([directory]);
  let files = 0;
  for await (const entry of readArchiveEntries(source, { ...defaultTarballLimits, origin: "foreign", ...limits })) {
    const target = join(directory, ...entry.path.split("/"));
    const folder = dirname(target);
    if (!made.has(folder)) await mkdir(folder, { recursive: true });
    made.add(folder);
    await writeEntry(entry, target);
    files += 1;
  }
  return files;
}

/** `wx`: a file that is there already was not made by us. */
async function writeEntry(entry: ArchiveEntry, target: string): Promise<void> {
  const mode = entry.executable ? 0o755 : 0o644;
  await using file = await open(target, "wx", mode);
  for await (const chunk of entry.content) await file.writeFile(chunk);
  await file.chmod(mode);
}
