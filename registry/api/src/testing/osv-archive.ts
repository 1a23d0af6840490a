import { zipSync } from "fflate";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** Returns an entry in the OSV format about versions of a package. */
export function osvEntry(id: string, name: string, about: { severity?: string; events?: object[] } = {}): object {
  const { severity = "HIGH", events = [{ introduced: "0" }, { fixed: "2.0.0" }] } = about;
  return {
    id,
    modified: "2026-03-04T05:06:07Z",
    summary: `${id} in ${name}`,
    database_specific: { severity, cwe_ids: ["CWE-400"] },
    affected: [{ package: { ecosystem: "npm", name }, ranges: [{ type: "SEMVER", events }] }],
  };
}

/** Writes a zip file of entries as osv.dev publishes them, for the time of the test, and returns its path. */
export async function osvArchive(...entries: readonly object[]): Promise<string> {
  const files = entries.map((entry, place) => [`${idOf(entry) ?? place}.json`, Buffer.from(JSON.stringify(entry))]);
  return zipFile(zipSync(Object.fromEntries(files) as { [path: string]: Uint8Array }));
}

/** Writes `bytes` to a file for the time of the test, and returns its path. */
export async function zipFile(bytes: Uint8Array): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "larder-osv-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, "all.zip");
  await writeFile(path, bytes);
  return path;
}

function idOf(entry: object): string | undefined {
  return "id" in entry && typeof entry.id === "string" ? entry.id : undefined;
}
