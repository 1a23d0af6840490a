import { join } from "node:path";

import { serveLarder } from "../../support/larder-process.ts";
import { readStart } from "../measure/read-start.ts";
import type { BenchRun, Footprint } from "../run-bench.ts";
import { type ProcessUsage, readProcessUsage } from "../measure/process-usage.ts";
import { programOf } from "./larder.ts";
import type { Start } from "./target.ts";

const title = "larder-ephemeral";

/**
 * Starts `larder serve --ephemeral` as a test would: first where no image of an empty database is kept, and then again
 * with the one that the first start left. Measures nothing unless it is asked for.
 */
export async function measureEphemeralStarts({ options, installed, directory }: BenchRun): Promise<Footprint[]> {
  if (!title.includes(options.only)) return [];
  const program = programOf({ name: title, installed, profiles: options.profiles });
  const environment = { XDG_CACHE_HOME: join(directory, title) };
  const first = await startOnce(program, environment);
  const { start, end } = await startOnce(program, environment);
  return [{ target: title, firstStart: first.start, start, end }];
}

async function startOnce(
  program: readonly string[],
  environment: { readonly [name: string]: string },
): Promise<{ readonly start: Start; readonly end: ProcessUsage }> {
  const startedAt = performance.now();
  const server = await serveLarder(["serve", "--ephemeral", "--listen", "127.0.0.1:0"], { program, environment });
  const readyMs = performance.now() - startedAt;
  try {
    const start = await readStart(server.pid, readyMs);
    const answer = await fetch(`${server.url}/-/whoami`, { headers: { authorization: "Bearer of-a-test" } });
    if (answer.status !== 200) throw new Error(`${title} answers a token with ${answer.status}`);
    return { start, end: await readProcessUsage(server.pid) };
  } finally {
    await server.stop();
  }
}
