import { join } from "node:path";

import { startPostgresServer } from "../../setup/postgres-server.ts";
import { fillLarder } from "../fill/fill-larder.ts";
import { fillVerdaccio } from "../fill/fill-verdaccio.ts";
import type { Fixture } from "../fill/fixtures.ts";
import { type LarderOptions, startLarder } from "./larder.ts";
import type { StartedTarget, TargetName } from "./target.ts";
import { startVerdaccio } from "./verdaccio.ts";

export type LarderStart = Pick<LarderOptions, "name" | "directory" | "installed" | "profiles" | "fill">;

/** Starts Larder on an engine of its own: PGlite, or a new Postgres that syncs what it commits. */
export async function startLarderOnItsEngine(options: LarderStart): Promise<StartedTarget> {
  if (options.name === "larder-pglite") return startLarder({ ...options, postgres: undefined });

  await using started = new AsyncDisposableStack();
  const postgres = await startPostgresServer({ durable: true, parent: join(options.directory, "..") });
  started.defer(() => postgres.stop());
  const larder = started.use(await startLarder({ ...options, postgres }));
  const owned = started.move();
  return { ...larder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export type StartOptions = Pick<LarderOptions, "installed" | "profiles"> & {
  /** An empty directory on a real disk: what is synced must cost what it costs. */
  readonly directory: string;
  /** What is in it, but for the last version of each. */
  readonly fixtures: readonly Fixture[];
};

/** Starts the registry `name`; the caller disposes of it. The bare server comes later, as it needs their answers. */
export async function startRegistry(
  name: Exclude<TargetName, "bare">,
  { directory, fixtures, ...options }: StartOptions,
): Promise<StartedTarget> {
  const own = join(directory, name);
  if (name === "verdaccio") return startVerdaccio(own, (storage) => fillVerdaccio(storage, fixtures));
  return startLarderOnItsEngine({ ...options, name, directory: own, fill: (at) => fillLarder(at, fixtures) });
}
