import { readStart } from "../measure/read-start.ts";
import type { RecordedAnswer } from "./bare-server.ts";
import { startChildServer } from "./child-server.ts";
import type { StartedTarget } from "./target.ts";

/** Starts a `node:http` server that gives these answers from memory. */
export async function startBare(answers: readonly RecordedAnswer[]): Promise<StartedTarget> {
  const server = await startChildServer(new URL("bare-server.ts", import.meta.url), answers);
  return {
    name: "bare",
    url: server.url,
    pid: server.pid,
    databasePid: undefined,
    token: undefined,
    firstStart: undefined,
    start: await readStart(server.pid, server.readyMs),
    [Symbol.asyncDispose]: () => server.stop(),
  };
}
