import { NodeFS } from "@electric-sql/pglite/nodefs";
import { fsync, fsyncSync } from "node:fs";
import { promisify } from "node:util";

/** The parts of an Emscripten module that we touch. */
type ModuleWithNodeFs = { NODEFS: { stream_ops: StreamOperations } };
type StreamOperations = { fsync?: (stream: OpenFile) => number; close: (stream: OpenFile) => void };
type OpenFile = { readonly nfd: number };

/**
 * A file system for PGlite on which Postgres's own syncs reach the disk.
 *
 * PGlite's NODEFS has no `fsync` operation, so that every sync of Postgres does nothing: a commit
 * would be lost in a power cut, and a checkpoint would recycle the log that damaged files need. With
 * the operation in place Postgres itself decides when to sync what, as on any server.
 */
export class DurableNodeFS extends NodeFS {
  /** Descriptors that Postgres takes for synced and that are not; `undefined` while it waits for each sync itself. */
  #unsynced: Set<number> | undefined;

  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(...args);
    const addSync = (module: unknown): void => this.#addSync((module as ModuleWithNodeFs).NODEFS.stream_ops);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addSync, ...((emscriptenOpts.preRun as []) ?? [])] } };
  }

  /**
   * Runs `work`, then syncs what Postgres wanted synced in it, while the process does other things; resolves when
   * all of that is on disk.
   *
   * Until it resolves, nobody may use the engine: it takes its log for written, and may go on to what the log must
   * precede. Throws {@link UnsyncedError} when a sync failed: what the disk has is then unknown.
   */
  async syncingAfter(work: () => Promise<void>): Promise<void> {
    const unsynced = new Set<number>();
    this.#unsynced = unsynced;
    try {
      await work();
    } finally {
      this.#unsynced = undefined;
      await Promise.all([...unsynced].map(syncOrThrow));
    }
  }

  #addSync(operations: StreamOperations): void {
    const { close } = operations;
    operations.fsync = ({ nfd }) => {
      if (this.#unsynced === undefined) fsyncSync(nfd);
      else this.#unsynced.add(nfd);
      return 0;
    };
    operations.close = (stream) => {
      if (this.#unsynced?.delete(stream.nfd) === true) fsyncSync(stream.nfd);
      close(stream);
    };
  }
}

/** The disk refused to sync what Postgres has written. */
export class UnsyncedError extends Error {
  constructor(cause: unknown) {
    super("The log of the database could not be synced to its disk", { cause });
  }
}

const sync = promisify(fsync);

async function syncOrThrow(descriptor: number): Promise<void> {
  try {
    await sync(descriptor);
  } catch (error) {
    throw new UnsyncedError(error);
  }
}
