import { join } from "node:path";

import { startPostgresServer } from "../../setup/postgres-server.ts";
import { type LarderOptions, startLarder } from "./larder.ts";
import type { StartedTarget, TargetName } from "./target.ts";
import { startVerdaccio } from "./verdaccio.ts";

export type StartOptions = Pick<LarderOptions, "built" | "profiles"> & {
  /** An empty directory on a real disk: what is synced must cost what it costs. */
  readonly directory: string;
};

/** Starts the registry `name`; the caller disposes of it. The bare server comes later, as it needs their answers. */
export async function startRegistry(
  name: Exclude<TargetName, "bare">,
  { directory, built, profiles }: StartOptions,
): Promise<StartedTarget> {
  const own = join(directory, name);
  if (name === "verdaccio") return startVerdaccio(own);
  if (name === "larder-pglite") return startLarder({ name, directory: own, postgres: undefined, built, profiles });

  await using started = new AsyncDisposableStack();
  const postgres = await startPostgresServer({ durable: true, parent: directory });
  started.defer(() => postgres.stop());
  const larder = started.use(await startLarder({ name, directory: own, postgres, built, profiles }));
  const owned = started.move();
  return { ...larder, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
