import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What is in a zip file as osv.dev publishes it for npm: an entry for each way in which databases write them. */
export async function readOsvFixture(): Promise<{ [file: string]: Uint8Array }> {
  const directory = join(import.meta.dirname, "osv");
  const files = await readdir(directory);
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(join(directory, file))])),
  );
}
