import { setTimeout } from "node:timers/promises";

/** For each part of the time that it takes, so many are left to those who ask. */
const restFactor = 4;

/** Something that runs behind the answers. */
export type BackgroundWork = { stop(): Promise<void> };

/**
 * Works through pages of rows by their ids until there is none, or until `signal` tells it to stop; returns how many
 * rows there were. `work` returns the rows after the one with the id `after`.
 */
export async function forEachPage(
  signal: AbortSignal,
  work: (after: number) => Promise<readonly { readonly id: number }[]>,
): Promise<{ readonly count: number; readonly isDone: boolean }> {
  let count = 0;
  let after = 0;
  do {
    const startedAt = performance.now();
    const page = await work(after);
    const last = page.at(-1);
    if (last === undefined) return { count, isDone: true };
    count += page.length;
    after = last.id;
    await rest(restFactor * (performance.now() - startedAt), signal);
  } while (!signal.aborted);
  return { count, isDone: false };
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await setTimeout(ms, undefined, { signal, ref: false });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
