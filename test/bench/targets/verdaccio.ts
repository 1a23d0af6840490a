import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { readStart } from "../measure/read-start.ts";
import { type ChildServer, startChildServer } from "./child-server.ts";
import type { StartedTarget } from "./target.ts";

/** Starts Verdaccio on an empty `directory`, with one user; fills its storage, and starts it once more. */
export async function startVerdaccio(
  directory: string,
  fill: (storage: string) => Promise<void>,
): Promise<StartedTarget> {
  await mkdir(directory, { recursive: true });
  const first = await serve(directory);
  const firstStart = await readStart(first.pid, first.readyMs);
  const token = await signUp(first.url);
  await first.stop();

  await fill(join(directory, "storage"));
  const server = await serve(directory);
  return {
    name: "verdaccio",
    url: server.url,
    pid: server.pid,
    databasePid: undefined,
    firstStart,
    start: await readStart(server.pid, server.readyMs),
    token,
    [Symbol.asyncDispose]: () => server.stop(),
  };
}

function serve(directory: string): Promise<ChildServer> {
  return startChildServer(new URL("verdaccio-server.ts", import.meta.url), { directory });
}

/** Makes the user `ada` as `npm adduser` does, and returns her token. */
async function signUp(url: string): Promise<string> {
  const response = await fetch(`${url}/-/user/org.couchdb.user:ada`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "ada", password: "correct horse battery staple", email: "ada@packages.example" }),
  });
  const answer = (await response.json()) as { readonly token?: string };
  if (answer.token === undefined) throw new Error(`Verdaccio gave no token: ${response.status}`);
  return answer.token;
}
