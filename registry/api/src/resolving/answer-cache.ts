import type { ResolveAnswer, ResolveRequestBody } from "@larder/registry-client";
import { LRUCache } from "lru-cache";
import { createHash } from "node:crypto";

import type { DocumentKeys, FindDocument } from "./asked-documents.ts";
import type { Solved } from "./solver-thread.ts";

/** A name, its key and what holds them. */
const bytesPerDocument = 200;

/**
 * Answers that were given lately, bounded by their bytes.
 *
 * An answer depends on the question and on the documents that were read for it, and on nothing else. So it counts for
 * whoever asks the same, as long as each of those documents is, for this caller and now, the one that it was: a
 * package that was changed, that the caller may not read, or that a policy hides since, makes another answer.
 */
export class AnswerCache {
  readonly #answers: LRUCache<string, Solved>;

  constructor(bytesMax: number) {
    this.#answers = new LRUCache({ maxSize: bytesMax, sizeCalculation: sizeOf });
  }

  /** Finds the answer to the question of `key`; `undefined` unless it still holds for who asks. */
  async find(key: string, find: FindDocument): Promise<ResolveAnswer | undefined> {
    const solved = this.#answers.get(key);
    return solved !== undefined && (await holds(solved.keys, find)) ? solved.answer : undefined;
  }

  put(key: string, solved: Solved): void {
    this.#answers.set(key, solved);
  }
}

/** Returns what is the same for questions that must have the same answer: their order of names does not count. */
export function questionKey(body: ResolveRequestBody): string {
  return createHash("sha256").update(JSON.stringify(body, withSortedKeys)).digest("base64");
}

async function holds(keys: DocumentKeys, find: FindDocument): Promise<boolean> {
  try {
    for (const [name, key] of keys) {
      const document = await find(name);
      if (document?.key !== key) return false;
    }
    return true;
  } catch {
    // Whether the document matters, and what its failure means, is found out by solving again.
    return false;
  }
}

function sizeOf({ answer, keys }: Solved): number {
  const text = answer.outcome === "solved" ? answer.lock.length : JSON.stringify(answer).length;
  return text + keys.size * bytesPerDocument + 1;
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
