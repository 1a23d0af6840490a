import { networkInterfaces } from "node:os";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { newDatabases } from "@larder/sql/testing";
import { expect, test } from "vitest";

import { newWorkplace, type Workplace } from "./testing/larder-process.ts";

const layDatabase = newDatabases();

async function newHost(): Promise<Workplace> {
  const place = await newWorkplace();
  await place.run(["host", "init", ".", "--registry", "http://127.0.0.1:9"]);
  return place;
}

/** A host in which somebody has an account. */
async function newHostOfAda(): Promise<Workplace> {
  const host = await newHost();
  await layDatabase(join(hostPaths(host.directory).data, "database"));
  await host.run(["account", "add", "ada", "--admin"]);
  return host;
}

test("a host without accounts does not listen beyond its machine, and says how to make the first", async () => {
  await using host = await newHost();

  const refused = await host.run(["start", ".", "--listen", "0.0.0.0:0", "--json"]);

  expect(refused.exitCode).toBe(2);
  expect(refused.document()).toMatchObject({
    ok: false,
    error: {
      summary: "`--listen 0.0.0.0:0` would let other machines in, and this host has no accounts yet",
      hint: expect.stringContaining("larder account add NAME --admin --cwd"),
    },
  });
});

test("a host with accounts listens beyond its machine, and asks everybody who they are", async () => {
  await using host = await newHostOfAda();
  const { token } = ((await host.run(["account", "token", "ada", "--json"])).document() as { data: { token: string } })
    .data;
  const running = await host.start(["start", ".", "--listen", "0.0.0.0:0", "--public-url", "http://chat.example"]);
  const port = new URL(running.url).port;
  const [outside = "127.0.0.1"] = Object.values(networkInterfaces())
    .flatMap((entries) => entries ?? [])
    .flatMap(({ address, family, internal }) => (family === "IPv4" && !internal ? [address] : []));
  const ask = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await fetch(`http://${outside}:${port}${path}`, { headers, redirect: "manual" })).status;

  const statuses = [
    await ask("/-/status"),
    await ask("/-/status", { authorization: `Bearer ${token}` }),
    await ask("/-/healthz"),
    await ask("/auth/login"),
    await ask("/-/status", { accept: "text/html" }),
  ];

  expect(statuses).toEqual([401, 200, 200, 200, 303]);
});

test("[T56] who asks nobody who they are does it on his own machine, and not in production", async () => {
  await using host = await newHostOfAda();

  const beyond = await host.run(["start", ".", "--listen", "0.0.0.0:0", "--without-accounts", "--json"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0", "--without-accounts"]);
  const status = await fetch(`${running.url}/-/status`);

  expect(beyond.document()).toMatchObject({ error: { code: "EUSAGE", hint: "Leave out one of them" } });
  expect(status.status).toBe(200);
});
