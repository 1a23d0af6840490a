import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type EphemeralOptions, type EphemeralRegistry, startEphemeralRegistry } from "larder/ephemeral";

/** An empty registry in memory, for tests that need no special server. */
export type ThrowAwayRegistry = AsyncDisposable &
  EphemeralRegistry & {
    /** A directory that goes away with the registry, for its clients. */
    readonly directory: string;
  };

/** Serves an empty registry from this process until it is disposed of. */
export async function throwAwayRegistry(options: EphemeralOptions = {}): Promise<ThrowAwayRegistry> {
  await using opened = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "larder-registry-"));
  opened.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 3 }));
  const registry = await startEphemeralRegistry(options);
  opened.defer(() => registry.stop());
  const owned = opened.move();
  return { ...registry, directory, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
