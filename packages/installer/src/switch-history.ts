import type { InstallRecord } from "@larder/host-directory";

/**
 * Returns which of the generations that are there ran before `current` came; `undefined` when none did.
 *
 * A rollback takes back the switches after the generation that it went to, so that rolling back twice
 * goes back two steps and does not return. Without a history, the next lower number counts.
 */
export function findGenerationBefore(
  records: readonly InstallRecord[],
  there: readonly number[],
  current: number | undefined,
): number | undefined {
  const switches = replay(records);
  const last = switches.lastIndexOf(current ?? 0);
  if (last === -1) return there.findLast((number) => number < (current ?? Infinity));
  return switches.slice(0, last).findLast((number) => number !== current && there.includes(number));
}

/** Returns the generation that the host was rolled back to, when nothing came after; `undefined` otherwise. */
export function findRollback(records: readonly InstallRecord[]): number | undefined {
  const last = records.at(-1);
  return last?.reason === "rollback" ? last.generation : undefined;
}

/** Returns the generations that led to the one that runs, in order. */
function replay(records: readonly InstallRecord[]): readonly number[] {
  const switches: number[] = [];
  for (const { generation, reason } of records) {
    const back = reason === "rollback" ? switches.lastIndexOf(generation) : -1;
    if (back === -1) switches.push(generation);
    else switches.length = back + 1;
  }
  return switches;
}
