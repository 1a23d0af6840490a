import { mkdir } from "node:fs/promises";

import { readProcessUsage } from "../measure/process-usage.ts";
import { startChildServer } from "./child-server.ts";
import type { StartedTarget } from "./target.ts";

/** Starts Verdaccio on an empty `directory`, with one user. */
export async function startVerdaccio(directory: string): Promise<StartedTarget> {
  await mkdir(directory, { recursive: true });
  const server = await startChildServer(new URL("verdaccio-server.ts", import.meta.url), { directory });
  return {
    name: "verdaccio",
    url: server.url,
    pid: server.pid,
    databasePid: undefined,
    readyMs: server.readyMs,
    idle: await readProcessUsage(server.pid),
    token: await signUp(server.url),
    [Symbol.asyncDispose]: () => server.stop(),
  };
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
