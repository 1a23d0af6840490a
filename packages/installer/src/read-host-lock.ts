import { readLock } from "@larder/host-directory";
import type { Lockfile } from "@larder/lockfile";

import { IncompleteLockError } from "./installer-error.ts";

/**
 * Returns the lock of the host in `directory`; `undefined` when it was never locked. Throws what reading a
 * corrupt one throws, and {@link IncompleteLockError} when it was cut off between two lines.
 */
export async function readHostLock(directory: string): Promise<Lockfile | undefined> {
  const lock = await readLock(directory);
  if (lock !== undefined) assertComplete(lock);
  return lock;
}

function assertComplete({ resolution }: Lockfile): void {
  const { nodes, wants, capabilities } = resolution;
  const there = new Set(nodes.map(({ id }) => id));
  const needed = [
    ...wants.map(({ alias, to }) => ({ by: alias, to })),
    ...capabilities.map(({ name, by }) => ({ by: name, to: by })),
    ...nodes.flatMap(({ id, edges }) => edges.map(({ to }) => ({ by: id, to }))),
  ];
  const lost = needed.find(({ to }) => to !== "provided" && !there.has(to));
  if (lost !== undefined) throw new IncompleteLockError(lost.by, lost.to);
}
