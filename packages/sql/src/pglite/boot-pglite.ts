import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";

import { DatabaseDamagedError } from "../database-errors.ts";
import { bufferBytesFor, tableBytesIn } from "./buffer-size.ts";
import { DurableNodeFS } from "./durable-node-fs.ts";
import { syncDirectory, syncTree } from "./sync-tree.ts";

const extensions = { pg_trgm, unaccent };

/** Returns a PGlite in memory, with what `image` holds when there is one. */
export async function bootInMemory(image?: Blob): Promise<PGlite> {
  const startParams = [...PGlite.defaultStartParams, ...keeping(bufferBytesFor(0))];
  return PGlite.create({ pgliteWasmModule: await compiledEngine(), extensions, startParams, ...loading(image) });
}

/** A PGlite in a directory, and the file system that makes it durable. */
export type DurablePglite = { readonly pglite: PGlite; readonly files: DurableNodeFS };

/**
 * Returns the PGlite whose data are in `directory`. Throws {@link DatabaseDamagedError}.
 *
 * The caller holds the directory: PGlite itself would let two processes overwrite each other.
 */
export async function bootInDirectory(directory: string): Promise<DurablePglite> {
  try {
    return await boot(directory);
  } catch (error) {
    throw new DatabaseDamagedError(directory, error);
  }
}

/**
 * Makes a new data directory, with what `image` holds when there is one, whole or not at all: it gets its name
 * only when every byte of it is on disk.
 *
 * The first boot syncs nothing by itself, so a power cut would leave a directory that never opens.
 */
export async function createDataDirectory(directory: string, image?: Blob): Promise<void> {
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const { pglite } = await boot(draft, image);
  await pglite.close();

  syncTree(draft);
  renameSync(draft, directory);
  syncDirectory(dirname(directory));
}

async function boot(directory: string, image?: Blob): Promise<DurablePglite> {
  // `-F` would switch the syncs off again that the file system makes possible.
  const durable = PGlite.defaultStartParams.filter((parameter) => parameter !== "-F");
  const buffers = keeping(bufferBytesFor(existsSync(join(directory, "base")) ? tableBytesIn(directory) : 0));
  const startParams = [...durable, "-c", "wal_sync_method=fsync", ...buffers];
  const files = new DurableNodeFS(directory);
  const pgliteWasmModule = await compiledEngine();
  const options = { fs: files, pgliteWasmModule, extensions, startParams, ...loading(image) };
  return { pglite: await PGlite.create(options), files };
}

function keeping(bufferBytes: number): string[] {
  return ["-c", `shared_buffers=${bufferBytes / 1024}kB`];
}

function loading(image: Blob | undefined): { loadDataDir?: Blob } {
  return image === undefined ? {} : { loadDataDir: image };
}

let compiling: Promise<WebAssembly.Module> | undefined;

/** Begins to compile the engine, which other threads do: what comes before a boot takes as long. */
export function beginToCompile(): void {
  // Whoever boots is told why it failed.
  compiledEngine().catch(() => undefined);
}

/**
 * Returns the engine, compiled once per process.
 *
 * PGlite would leave the 9 MB of its code to the garbage collector, which an idle process has no reason to start.
 */
function compiledEngine(): Promise<WebAssembly.Module> {
  compiling ??= compileEngine();
  return compiling;
}

/**
 * How much of itself a function of the engine runs before it is optimised, in bytes of code: 15 times what is usual.
 *
 * The parser and two other functions, each of 40 to 100 kB, would otherwise be optimised by the few statements of a
 * start. That takes 0.6 s of a processor and 40 MB of memory, most of which the process then never gives back. What a
 * registry that is in use runs is optimised all the same, a few seconds later.
 */
const optimisedAfterBytes = 200_000_000;

async function compileEngine(): Promise<WebAssembly.Module> {
  setFlagsFromString(`--wasm-tiering-budget=${optimisedAfterBytes}`);
  const bytes = await readFile(new URL("pglite.wasm", import.meta.resolve("@electric-sql/pglite")));
  const engine = await WebAssembly.compile(bytes);
  bytes.buffer.transfer(0);
  return engine;
}
