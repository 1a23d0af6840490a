import { setTimeout as sleep } from "node:timers/promises";

/** Waits for `work`, but no longer than `ms`; work that goes on is nobody's concern, and must not fail. */
export async function waitAtMost(ms: number, work: Promise<void>): Promise<void> {
  const patience = new AbortController();
  const { signal } = patience;
  const timeout = sleep(ms, undefined, { signal }).catch(() => undefined);
  await Promise.race([work, timeout]);
  patience.abort();
}
