import { rmSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

import { ExpectedError } from "@larder/errors";
import { digestOf, integrityOfSha512, type PackageName } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";
import pLimit from "p-limit";

import { ArchiveMemory } from "./archive-memory.ts";
import { downloadArchive, type FetchTarball, GivenUpError } from "./download-archive.ts";
import { draftPath, removeDraft } from "./drafts.ts";
import type { Bin } from "./read-bins.ts";
import { IntegrityError } from "./store-error.ts";
import { UnpackPool } from "./unpack-pool.ts";

/** An archive that was verified and unpacked, and is in no instance yet. */
export type StagedArchive = {
  /** Private, laid out as an instance: the package's files stand where {@link packageInDraft} says. */
  readonly draft: string;
  /** Of the package, as JSON. */
  readonly filesText: string;
  readonly bins: readonly Bin[];
  /** Bytes of the archive. */
  readonly size: number;
};

/** Returns where the package itself is in the draft of its instance. */
export function packageInDraft(draft: string, name: PackageName): string {
  return join(draft, "node_modules", name);
}

/**
 * Archives at once. Nobody knows how large one is before it comes, and a large one that comes last is waited for alone:
 * so all but those of the largest hosts are asked for before the first is unpacked. Who fetches them says how many of
 * them travel by themselves, and {@link ArchiveMemory} how much of them is in memory.
 */
const downloadsMax = 1024;
const threadsMax = 4;

type Staging = {
  readonly archive: Promise<StagedArchive>;
  /** Aborted when nobody needs the archive any longer. */
  readonly giving: AbortController;
};

/** Fetches, verifies and unpacks archives, each once, into private directories. */
export class ArchiveStage {
  readonly #temporary: string;
  readonly #staged = new Map<string, Staging>();
  readonly #drafts = new Set<string>();
  readonly #limit = pLimit({ concurrency: downloadsMax, rejectOnClear: true });
  readonly #memory = new ArchiveMemory();
  readonly #pool = new UnpackPool(Math.min(availableParallelism(), threadsMax));
  readonly #unpacking = new Set<Promise<unknown>>();
  #isStopped = false;

  constructor(temporary: string) {
    this.#temporary = temporary;
  }

  /** Gets ready for archives that will probably be needed. */
  expect(): void {
    this.#pool.start();
  }

  /** Starts to stage the archive of `node` unless that was done. After a failure, whoever takes it fetches it himself. */
  begin(node: ResolvedNode, fetchTarball: FetchTarball): void {
    this.#stageOnce(node, fetchTarball).catch(() => this.#staged.delete(archiveId(node)));
  }

  /** Gives up what was begun and is not among `ids`, so that it keeps nobody waiting. */
  giveUpOthers(ids: ReadonlySet<string>): void {
    for (const [id, { giving }] of this.#staged) if (!ids.has(id)) giving.abort(new GivenUpError());
  }

  /**
   * Returns the archive of `node`, staged; from then on its draft belongs to the caller. Throws
   * {@link IntegrityError}, what reading an archive throws, what the disk throws, and what `fetchTarball` throws.
   */
  async take(node: ResolvedNode, fetchTarball: FetchTarball): Promise<StagedArchive> {
    const staged = await this.#guessed(node).then((guessed) => guessed ?? this.#stageOnce(node, fetchTarball));
    this.#staged.delete(archiveId(node));
    this.#drafts.delete(staged.draft);
    return staged;
  }

  /** Ends what still goes on, downloads at once, and removes what nobody took. */
  async close(): Promise<void> {
    this.#isStopped = true;
    this.giveUpOthers(new Set());
    this.#limit.clearQueue();
    this.#pool.dropQueue();
    await Promise.allSettled(this.#unpacking);
    await this.#pool.close();
    for (const draft of this.#drafts) removeDraft(draft);
  }

  /** What was begun may have been wrong about where the archive is, and only the lock is right: its failure says nothing. */
  async #guessed(node: ResolvedNode): Promise<StagedArchive | undefined> {
    const begun = this.#staged.get(archiveId(node));
    return await begun?.archive.catch(() => undefined);
  }

  #stageOnce(node: ResolvedNode, fetchTarball: FetchTarball): Promise<StagedArchive> {
    const known = this.#staged.get(archiveId(node));
    if (known !== undefined) return known.archive;
    const giving = new AbortController();
    if (this.#isStopped) giving.abort(new GivenUpError());
    const archive = this.#limit(() => this.#stage(node, fetchTarball, giving.signal));
    this.#staged.set(archiveId(node), { archive, giving });
    return archive;
  }

  async #stage(node: ResolvedNode, fetchTarball: FetchTarball, signal: AbortSignal): Promise<StagedArchive> {
    signal.throwIfAborted();
    for (let attempt = 1; ; attempt += 1) {
      const progress = { size: 0 };
      const memory = this.#memory.share();
      const draft = draftPath(this.#temporary);
      this.#drafts.add(draft);
      try {
        const { archive, size } = await downloadArchive(node, fetchTarball, { draft, memory, progress, signal });
        return { draft, size, ...(await this.#unpack(node, archive, draft)) };
      } catch (error) {
        removeDraft(draft);
        this.#drafts.delete(draft);
        if (attempt === attemptsMax || signal.aborted || !brokeOff(error, progress.size)) throw error;
      } finally {
        memory.giveBack();
      }
    }
  }

  async #unpack(
    node: ResolvedNode,
    archive: Uint8Array | string,
    draft: string,
  ): Promise<Pick<StagedArchive, "filesText" | "bins">> {
    if (this.#isStopped) throw new GivenUpError();
    const job = { archive, sha512: digestOf(node.integrity), directory: packageInDraft(draft, node.name) };
    const unpacking = this.#pool.unpack(job);
    this.#unpacking.add(unpacking);
    try {
      const answer = await unpacking;
      if (answer.type === "mismatch") throw new IntegrityError(node, integrityOfSha512(answer.received));
      if (typeof archive === "string") rmSync(archive);
      return { filesText: answer.filesText, bins: answer.bins };
    } finally {
      this.#unpacking.delete(unpacking);
    }
  }
}

const attemptsMax = 3;

/** A connection that broke in the middle of an archive is worth another try; one that never began was tried enough. */
function brokeOff(error: unknown, size: number): boolean {
  return error instanceof ExpectedError && error.code === "ENETWORK" && size > 0;
}

/** Names the files of an archive where they stand in an instance: one archive may be locked under two names. */
export function archiveId({ integrity, name }: Pick<ResolvedNode, "integrity" | "name">): string {
  return `${integrity} ${name}`;
}
