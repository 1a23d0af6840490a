import { ExpectedError } from "@larder/errors";
import type { PackageName, Version } from "@larder/package-spec";
import pLimit from "p-limit";

import { ArchiveFrameReader, archiveFramesType, type ArrivedFrame, BadFrameError } from "./archive-frames.ts";
import type { Requester } from "./requester.ts";

const path = "/-/api/v1/archives";

/** A package whose archive is at its canonical place. */
export type ArchivePlace = { readonly name: PackageName; readonly version: Version };

type Waiting = {
  readonly place: ArchivePlace;
  readonly signal: AbortSignal | undefined;
  readonly tell: (pieces: readonly Uint8Array[] | undefined) => void;
  readonly fail: (error: unknown) => void;
};

/** Fewer are not worth a question of their own. */
const togetherMin = 3;
/** So many do not wait for more. */
const togetherEnough = 256;
/** How long others are waited for when some were asked for before: they will come. */
const othersWithinMs = 25;
const questionsMax = 3;

/** Single requests at once: enough to hide the way to a registry far away. */
const singlesMax = 32;

/**
 * Asks for archives together where the registry offers that: an installation needs hundreds, and a request for each
 * costs both sides more than the archives do. What comes in no frame is asked for by itself, which says why.
 */
export class ArchivesTogether {
  readonly #requester: Requester;
  readonly #singles = pLimit(singlesMax);
  readonly #waiting: Waiting[] = [];
  #questions = 0;
  #isPlanned = false;
  #hasAsked = false;
  #isOffered = true;

  constructor(requester: Requester) {
    this.#requester = requester;
  }

  /**
   * Returns the pieces of an archive that came with others; `undefined` when it has to be asked for by itself. Throws
   * what `signal` aborts with.
   */
  async find(place: ArchivePlace, signal?: AbortSignal): Promise<readonly Uint8Array[] | undefined> {
    if (!this.#isOffered || !this.#requester.canAskTogether) return undefined;
    signal?.throwIfAborted();
    const { promise, resolve: tell, reject: fail } = Promise.withResolvers<readonly Uint8Array[] | undefined>();
    const leave = (): void => fail(signal?.reason);
    signal?.addEventListener("abort", leave);
    this.#waiting.push({ place, signal, tell, fail });
    this.#plan();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /**
   * Yields the bytes at `archivePath`, asked for by itself, as soon as not too many others are. Reading ends with an
   * error as soon as `signal` aborts.
   */
  async *readSingle(archivePath: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const turn = this.#singles(() => {
      begun.resolve();
      return ended.promise;
    });
    try {
      await begun.promise;
      yield* this.#requester.readBytes(archivePath, signal);
    } finally {
      ended.resolve();
      await turn;
    }
  }

  /** Whoever asks in the same turn of the event loop asks together, and later whoever asks in a few of them. */
  #plan(): void {
    if (this.#waiting.length >= togetherEnough) this.#askWaiting();
    if (this.#waiting.length === 0 || this.#isPlanned) return;
    this.#isPlanned = true;
    const ask = (): void => {
      this.#isPlanned = false;
      this.#askWaiting();
    };
    if (this.#hasAsked) setTimeout(ask, othersWithinMs);
    else setImmediate(ask);
  }

  #askWaiting(): void {
    if (!this.#isOffered) for (const { tell } of this.#waiting.splice(0)) tell(undefined);
    while (this.#waiting.length > 0 && this.#questions < questionsMax) {
      this.#hasAsked = true;
      const asked = this.#waiting.splice(0, togetherEnough).filter(isWaiting);
      if (asked.length < togetherMin) for (const { tell } of asked) tell(undefined);
      else void this.#ask(asked);
    }
  }

  async #ask(asked: readonly Waiting[]): Promise<void> {
    this.#questions += 1;
    const left = new Map(asked.entries());
    const everybodyLeft = new AbortController();
    const look = (): void => {
      if (!isAwaited(left)) everybodyLeft.abort();
    };
    for (const { signal } of asked) signal?.addEventListener("abort", look);
    try {
      await this.#readFrames(asked, left, everybodyLeft);
    } catch (error) {
      // A connection that broke is no reason not to ask once more; whoever asks by himself hears of what lasts.
      if (!(error instanceof ExpectedError)) for (const { fail } of left.values()) fail(error);
    } finally {
      for (const { signal } of asked) signal?.removeEventListener("abort", look);
      this.#questions -= 1;
      for (const { tell } of left.values()) tell(undefined);
      this.#plan();
    }
  }

  /** Tells those in `left`, by their places, of what comes for them, and takes them out. */
  async #readFrames(asked: readonly Waiting[], left: Map<number, Waiting>, ending: AbortController): Promise<void> {
    const { signal } = ending;
    const body = { packages: asked.map(({ place: { name, version } }) => ({ name, version })) };
    const question = { method: "POST", body, accept: archiveFramesType, signal } as const;
    const answer = await this.#requester.openQuestion(path, question);
    if (answer === undefined) {
      this.#isOffered &&= signal.aborted;
      return;
    }
    const reader = new ArchiveFrameReader();
    try {
      for await (const piece of answer) {
        if (left.size === 0) throw new BadFrameError("it goes on after the last frame");
        for (const frame of reader.push(piece)) tellOf(frame, left);
        // The last who waited has his, and those before him left: what they had asked for would still come.
        if (left.size > 0 && !isAwaited(left)) ending.abort();
      }
    } catch (error) {
      if (!(error instanceof BadFrameError)) throw error;
      // Who answers other things than were asked could go on for ever. Nothing of it is read, and it is not asked again.
      this.#isOffered = false;
    }
  }
}

function isWaiting({ signal }: Waiting): boolean {
  return signal?.aborted !== true;
}

function isAwaited(left: ReadonlyMap<number, Waiting>): boolean {
  for (const waiting of left.values()) if (isWaiting(waiting)) return true;
  return false;
}

function tellOf({ place, status, pieces }: ArrivedFrame, left: Map<number, Waiting>): void {
  const waiting = left.get(place);
  if (waiting === undefined) throw new BadFrameError(`it sent a frame for ${place}, which nobody waits for`);
  left.delete(place);
  // A refusal is heard, in its own words, by whoever asks for the one archive.
  waiting.tell(status === 200 ? pieces : undefined);
}
