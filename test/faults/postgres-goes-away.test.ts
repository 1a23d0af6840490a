import { setTimeout as wait } from "node:timers/promises";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { startPostgresServer } from "../setup/postgres-server.ts";
import { serveLarder } from "../support/larder-process.ts";
import { prepareVersion, putVersion } from "../support/publish-document.ts";
import { publisherToken, type RegistryPlace } from "../support/publisher-token.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

/** The processes of a server: the one that it is known by, and those that serve a connection each. */
function processesOf(pid: number): number[] {
  const children = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === pid);
  return [pid, ...children.map(Number)];
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \w (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]);
  } catch {
    // It has just ended.
    return undefined;
  }
}

type Answer = { readonly status: number; readonly ms: number; readonly retryAfter: string | null };

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const startedAt = performance.now();
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
  await response.arrayBuffer();
  return {
    status: response.status,
    ms: performance.now() - startedAt,
    retryAfter: response.headers.get("retry-after"),
  };
}

test.skipIf(process.platform !== "linux")(
  "while Postgres says nothing the answer is 503 within 2 s, archives flow, and all is well when it is back",
  async () => {
    const postgres = await startPostgresServer({ durable: true });
    onTestFinished(() => postgres.stop());
    const data = await temporaryDirectory("postgres-away");
    const place: RegistryPlace = ["--data", data, "--database-url", postgres.url];
    const token = await publisherToken(place);
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--uplink", "none", ...place]);
    onTestFinished(async () => {
      await server.stop();
    });
    const before = await prepareVersion("before", "1.0.0");
    const during = await prepareVersion("during", "1.0.0");
    const archive = `${server.url}/before/-/before-1.0.0.tgz`;
    expect(await putVersion(server.url, token, before)).toBe(201);
    expect((await ask(archive)).status).toBe(200);

    const stopped = processesOf(postgres.pid);
    for (const pid of stopped) process.kill(pid, "SIGSTOP");
    onTestFinished(() => {
      for (const pid of stopped) if (parentOf(String(pid)) !== undefined) process.kill(pid, "SIGCONT");
    });
    const put = { method: "PUT", headers: { authorization: `Bearer ${token}` }, body: during.body };
    const silent = await Promise.all([
      ask(`${server.url}/before`),
      ask(`${server.url}/-/v1/search?text=before`),
      ask(`${server.url}/during`, put),
      ask(`${server.url}/-/readyz`),
    ]);
    const again = await Promise.all([ask(`${server.url}/before`), ask(`${server.url}/during`, put)]);
    const [alive, flowing] = await Promise.all([ask(`${server.url}/-/healthz`), ask(archive)]);

    expect(silent.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    for (const { ms, retryAfter } of [...silent, ...again]) {
      expect(ms).toBeLessThan(5_000);
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
    // Once it is known, nobody waits any more.
    for (const { status, ms } of again) expect({ status, isQuick: ms < 1_000 }).toEqual({ status: 503, isQuick: true });
    expect([alive.status, flowing.status]).toEqual([200, 200]);

    await wait(3_000);
    for (const pid of stopped) process.kill(pid, "SIGCONT");
    await expect.poll(async () => (await ask(`${server.url}/-/readyz`)).status, { timeout: 10_000 }).toBe(200);
    const packument = await fetch(`${server.url}/before`).then((response) => response.json());

    expect(packument).toMatchObject({ versions: { "1.0.0": { dist: { integrity: before.integrity } } } });
    // Whether the publish that was in the middle came through nobody can know; asked for again, it is there.
    expect([200, 201]).toContain(await putVersion(server.url, token, during));
    const after = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        putVersion(server.url, token, await prepareVersion(`after-${index}`, "1.0.0")),
      ),
    );
    expect(new Set(after)).toEqual(new Set([201]));
  },
);

test("two servers that start together on an empty database both serve it", async () => {
  const postgres = await startPostgresServer();
  onTestFinished(() => postgres.stop());
  const data = await temporaryDirectory("two-servers");
  const start = () =>
    serveLarder([
      "serve",
      "--listen",
      "127.0.0.1:0",
      "--uplink",
      "none",
      "--data",
      join(data),
      "--database-url",
      postgres.url,
    ]);

  const servers = await Promise.all([start(), start()]);

  const statuses = await Promise.all(servers.map(({ url }) => ask(`${url}/-/readyz`)));
  expect(statuses.map(({ status }) => status)).toEqual([200, 200]);
  expect(await Promise.all(servers.map((server) => server.stop()))).toEqual([0, 0]);
});
