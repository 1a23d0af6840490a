import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { SqlLocation } from "@larder/sql";

import { fromSource, serveLarder, type Serving } from "../../support/larder-process.ts";
import { publisherToken, type RegistryPlace } from "../../support/publisher-token.ts";
import { readStart } from "../measure/read-start.ts";
import { restrictedScope, type Start, type StartedTarget } from "./target.ts";

export type LarderOptions = {
  readonly name: "larder-pglite" | "larder-postgres";
  /** An empty directory for all that it keeps. */
  readonly directory: string;
  /** A Postgres server, and its main process; without one, PGlite keeps the data. */
  readonly postgres: { readonly url: string; readonly pid: number } | undefined;
  /** The `main.js` of an installed Larder; `undefined` runs the source. */
  readonly installed: string | undefined;
  /** Where a CPU profile of the whole run is written when the server ends. */
  readonly profiles: string | undefined;
  /** The `registry.yaml`; else one that hosts every package. */
  readonly configuration?: string;
  /** Fills the database between the first start and the one that is measured. */
  readonly fill: (at: SqlLocation) => Promise<void>;
};

const hostsAll = `rules:
  - { packages: "${restrictedScope}/*", origin: hosted, read: [$authenticated] }
  - { packages: "**", origin: hosted }
`;

/**
 * Starts `larder serve` on an empty registry, with the settings that a user would have, makes a user, and stops it.
 * Then fills the database, and starts it once more: that process is measured.
 */
export async function startLarder(options: LarderOptions): Promise<StartedTarget> {
  const { name, directory, postgres } = options;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "registry.yaml"), options.configuration ?? hostsAll);
  const place: RegistryPlace =
    postgres === undefined ? ["--data", directory] : ["--data", directory, "--database-url", postgres.url];

  const first = await serve(place, options);
  const token = await publisherToken(place);
  await first.server.stop();
  await options.fill(
    postgres === undefined
      ? { type: "directory", path: join(directory, "database") }
      : { type: "url", url: postgres.url },
  );
  const { server, start } = await serve(place, options);
  // A bench that is interrupted leaves nothing behind: the server ends before its files are removed.
  const kill = (): boolean => process.kill(server.pid, "SIGKILL");
  process.prependOnceListener("exit", kill);

  return {
    name,
    url: server.url,
    pid: server.pid,
    databasePid: postgres?.pid,
    token,
    firstStart: first.start,
    start,
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      await server.stop();
    },
  };
}

async function serve(place: RegistryPlace, options: LarderOptions): Promise<{ server: Serving; start: Start }> {
  const startedAt = performance.now();
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", ...place], { program: programOf(options) });
  const readyMs = performance.now() - startedAt;
  return { server, start: await readStart(server.pid, readyMs) };
}

/** Returns what Node is given to run Larder. The second start overwrites the profile of the first. */
export function programOf({
  name,
  installed,
  profiles,
}: Pick<LarderOptions, "installed" | "profiles"> & { readonly name: string }): readonly string[] {
  const program = installed === undefined ? fromSource : [installed];
  if (profiles === undefined) return program;
  return ["--cpu-prof", `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`, ...program];
}
