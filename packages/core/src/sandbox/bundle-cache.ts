import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Bundle } from "./bundle.ts";

/** Keeps bundles from one start of a host to the next. */
export type BundleCache = {
  /**
   * Returns the code of the bundle that `parts` name: the one that was kept when none of the files that it was
   * made of has changed, else what `make` returns.
   */
  get(parts: readonly string[], make: () => Promise<Bundle>): Promise<string>;
};

/** A file as it was when it was bundled; what has another mark may have changed. */
type Input = { readonly path: string; readonly mark: string };

type KeptBundle = { readonly code: string; readonly inputs: readonly Input[] };

/** Returns the cache in `directory`, which is made when it is first needed; without one, nothing is kept. */
export function createBundleCache(directory: string | undefined): BundleCache {
  return {
    async get(parts, make) {
      if (directory === undefined) return (await make()).code;
      const file = join(directory, `${createHash("sha256").update(JSON.stringify(parts)).digest("hex")}.json`);
      const kept = await readKept(file);
      if (kept !== undefined && (await isUnchanged(kept.inputs))) return kept.code;
      const { code, inputs } = await make();
      await keep(directory, file, { code, inputs: await Promise.all(inputs.map(markOf)) });
      return code;
    },
  };
}

/** What is no bundle, such as a file that a power cut left half written, is as good as none: it is made again. */
async function readKept(file: string): Promise<KeptBundle | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, "utf8")) as Partial<KeptBundle> | null;
    return typeof kept?.code === "string" && Array.isArray(kept.inputs) ? (kept as KeptBundle) : undefined;
  } catch (failure) {
    if (failure instanceof SyntaxError || codeOf(failure) === "ENOENT") return undefined;
    throw failure;
  }
}

async function isUnchanged(inputs: readonly Input[]): Promise<boolean> {
  const now = await Promise.all(inputs.map(({ path }) => markOf(path)));
  return now.every(({ mark }, index) => mark === inputs[index]?.mark);
}

async function markOf(path: string): Promise<Input> {
  const { size, mtimeMs, ctimeMs } = await stat(path).catch(() => ({ size: -1, mtimeMs: 0, ctimeMs: 0 }));
  return { path, mark: `${size} ${mtimeMs} ${ctimeMs}` };
}

/** A host that may not write there, or has no room, runs all the same. */
async function keep(directory: string, file: string, kept: KeptBundle): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600 });
    await rename(draft, file);
  } catch (failure) {
    if (!["EROFS", "EACCES", "ENOSPC"].includes(codeOf(failure) ?? "")) throw failure;
  }
}

function codeOf(failure: unknown): string | undefined {
  return failure instanceof Error ? (failure as NodeJS.ErrnoException).code : undefined;
}
