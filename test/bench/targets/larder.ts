import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { SqlLocation } from "@larder/sql";

import { fromSource, serveLarder } from "../../support/larder-process.ts";
import { publisherToken, type RegistryPlace } from "../../support/publisher-token.ts";
import { readProcessUsage } from "../measure/process-usage.ts";
import { restrictedScope, type StartedTarget } from "./target.ts";

export type LarderOptions = {
  readonly name: "larder-pglite" | "larder-postgres";
  /** An empty directory for all that it keeps. */
  readonly directory: string;
  /** A Postgres server, and its main process; without one, PGlite keeps the data. */
  readonly postgres: { readonly url: string; readonly pid: number } | undefined;
  /** The `main.js` of a built Larder; `undefined` runs the source. */
  readonly built: string | undefined;
  /** Where a CPU profile of the whole run is written when the server ends. */
  readonly profiles: string | undefined;
  /** Fills the database before anybody serves it. */
  readonly fill?: (at: SqlLocation) => Promise<void>;
};

const configuration = `rules:
  - { packages: "${restrictedScope}/*", origin: hosted, read: [$authenticated] }
  - { packages: "**", origin: hosted }
`;

/** Starts `larder serve` on an empty registry, with the settings that a user would have. */
export async function startLarder(options: LarderOptions): Promise<StartedTarget> {
  const { name, directory, postgres } = options;
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, "registry.yaml"), configuration);
  const place: RegistryPlace =
    postgres === undefined ? ["--data", directory] : ["--data", directory, "--database-url", postgres.url];

  await options.fill?.(
    postgres === undefined
      ? { type: "directory", path: join(directory, "database") }
      : { type: "url", url: postgres.url },
  );
  const startedAt = performance.now();
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", ...place], { program: programOf(options) });
  const readyMs = performance.now() - startedAt;
  // A bench that is interrupted leaves nothing behind.
  const kill = (): boolean => process.kill(server.pid, "SIGKILL");
  process.once("exit", kill);
  const idle = await readProcessUsage(server.pid);
  const token = await publisherToken(place);

  return {
    name,
    url: server.url,
    pid: server.pid,
    databasePid: postgres?.pid,
    token,
    readyMs,
    idle,
    async [Symbol.asyncDispose]() {
      await server.stop();
      process.off("exit", kill);
    },
  };
}

function programOf({ name, built, profiles }: LarderOptions): readonly string[] {
  const program = built === undefined ? fromSource : [built];
  if (profiles === undefined) return program;
  return ["--cpu-prof", `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${name}.cpuprofile`, ...program];
}
