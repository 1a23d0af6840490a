import { setImmediate as nextTurn } from "node:timers/promises";

import type { Clock } from "../events/clock.ts";

/** A clock that stands until it is told to go on. Jobs, timers and limits of a test host go by it. */
export type FakeClock = Clock & {
  /** Goes on by so many milliseconds, and calls what is due meanwhile at its time, one after the other. */
  advance(ms: number): Promise<void>;
};

type Waiting = { readonly due: number; readonly run: () => void };

/** Turns of the event loop in which what was called begins and may wait again. */
const turnsToSettle = 5;

/** Returns a clock that stands at `start`, in milliseconds since 1970; the beginning of 2026 when left out. */
export function fakeClock(start: number = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const waiting = new Set<Waiting>();

  function after(ms: number, run: () => void): () => void {
    const timer = { due: now + Math.max(ms, 0), run };
    waiting.add(timer);
    return () => void waiting.delete(timer);
  }

  async function advance(ms: number): Promise<void> {
    const end = now + ms;
    for (let next = nextBefore(waiting, end); next !== undefined; next = nextBefore(waiting, end)) {
      now = next.due;
      waiting.delete(next);
      next.run();
      for (let turn = 0; turn < turnsToSettle; turn += 1) await nextTurn();
    }
    now = end;
  }

  return Object.assign(() => now, { after, advance });
}

function nextBefore(waiting: ReadonlySet<Waiting>, end: number): Waiting | undefined {
  return [...waiting].filter(({ due }) => due <= end).toSorted((left, right) => left.due - right.due)[0];
}
