import { NodeFS } from "@electric-sql/pglite/nodefs";
import { fsyncSync } from "node:fs";

/** The one part of an Emscripten module that we touch. */
type ModuleWithNodeFs = { NODEFS: { stream_ops: { fsync?: (stream: { nfd: number }) => number } } };

/**
 * A file system for PGlite on which Postgres's own syncs reach the disk.
 *
 * PGlite's NODEFS has no `fsync` operation, so that every sync of Postgres does nothing: a commit
 * would be lost in a power cut, and a checkpoint would recycle the log that damaged files need. With
 * the operation in place Postgres itself decides when to sync what, as on any server.
 */
export class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(...args);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addFsync, ...((emscriptenOpts.preRun as []) ?? [])] } };
  }
}

function addFsync(module: unknown): void {
  (module as ModuleWithNodeFs).NODEFS.stream_ops.fsync = ({ nfd }) => {
    fsyncSync(nfd);
    return 0;
  };
}
