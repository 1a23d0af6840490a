import { writeFile } from "node:fs/promises";
import { type ClientRequest, request } from "node:http";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { larderData, runLarder, serveLarder } from "../support/larder-process.ts";
import { prepareVersion, putVersion } from "../support/publish-document.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const asBrowser = { headers: { accept: "text/html,application/xhtml+xml,*/*;q=0.8" } };
const publicUrl = "https://packages.example/npm";
let registry: ServedRegistry;

beforeAll(async () => {
  registry = await serveRegistry("PGlite", ["--uplink", "none", "--public-url", publicUrl]);
});

afterAll(() => registry[Symbol.asyncDispose]());

test("a registry below a path of its public URL answers there and at the root, and writes that URL everywhere", async () => {
  await putVersion(registry.url, registry.token, await prepareVersion("@acme/below", "1.0.0"));

  const below = await fetch(`${registry.url}/npm/@acme%2fbelow`, { headers: { host: "evil.example" } });
  const document = await below.text();
  const atRoot = await fetch(`${registry.url}/@acme/below`);
  const tarball = await fetch(`${registry.url}/npm/@acme/below/-/below-1.0.0.tgz`);
  const page = await fetch(`${registry.url}/npm/`, asBrowser);

  expect([below.status, atRoot.status, tarball.status, page.status]).toEqual([200, 200, 200, 200]);
  expect(document).toContain(`"tarball":"${publicUrl}/@acme/below/-/below-1.0.0.tgz"`);
  expect(await atRoot.text()).toBe(document);
  expect(await page.text()).toContain('href="/npm/@acme/below"');
});

test("`/` and `/<name>` are pages for a browser and JSON for everybody else, and caches can tell them apart", async () => {
  await putVersion(registry.url, registry.token, await prepareVersion("plain", "1.0.0"));
  const kindOf = async (path: string, init?: RequestInit) => {
    const response = await fetch(registry.url + path, init);
    await response.arrayBuffer();
    const type = response.headers.get("content-type")?.split(";")[0];
    return { status: response.status, type, varies: /accept\b/i.test(response.headers.get("vary") ?? "") };
  };

  const html = { type: "text/html", varies: true };
  const json = { type: "application/json", varies: true };
  expect(await kindOf("/", asBrowser)).toEqual({ status: 200, ...html });
  expect(await kindOf("/plain", asBrowser)).toEqual({ status: 200, ...html });
  expect(await kindOf("/nobody-has-this", asBrowser)).toEqual({ status: 404, ...html });
  expect(await kindOf("/")).toMatchObject({ status: 200, type: "application/json" });
  expect(await kindOf("/plain")).toEqual({ status: 200, ...json });
  expect(await kindOf("/nobody-has-this")).toMatchObject({ status: 404, type: "application/json" });
});

test.each([
  ["large", 500_000],
  ["small", 5_000],
])(
  "a client that goes away in the middle of a %s publish leaves nothing, and the registry serves what it had",
  async (kind, sizeBytes) => {
    const name = `cut-${kind}`;
    await putVersion(registry.url, registry.token, await prepareVersion(name, "1.0.0"));
    const next = await prepareVersion(name, "1.1.0", sizeBytes);

    await putHalf(registry.url, registry.token, next.name, next.body);
    const packument = await fetch(`${registry.url}/${name}`).then((response) => response.text());
    const again = await putVersion(registry.url, registry.token, next);

    expect(packument).toContain('"1.0.0"');
    expect(packument).not.toContain('"1.1.0"');
    expect(again).toBe(201);
  },
);

test("a body that is too large is answered and not just cut off", async () => {
  const body = `{"_id":"huge","name":"huge","readme":"${"x".repeat(80_000_000)}"}`;

  const response = await fetch(`${registry.url}/huge`, {
    method: "PUT",
    headers: { authorization: `Bearer ${registry.token}`, "content-type": "application/json" },
    body,
  });
  const missing = await fetch(`${registry.url}/huge`);

  expect(response.status).toBe(413);
  expect(await response.json()).toMatchObject({ code: "E413", hint: expect.any(String) });
  expect(missing.status).toBe(404);
});

test("SIGTERM is told by readyz first, answers the publish that runs, then ends with 0; and the directory serves it again", async () => {
  const data = await temporaryDirectory("drained");
  const serve = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", data];
  const server = await serveLarder([...serve, "--drain-wait", "2"]);
  await larderData(["user", "add", "ada", "--data", data], { input: "correct horse battery staple\n" });
  const token = String(
    Object(await larderData(["token", "create", "--user", "ada", "--scope", "publish", "--data", data]))["token"],
  );
  const prepared = await prepareVersion("late", "1.0.0", 200_000);
  const slow = putSlowly(server.url, token, prepared.name, prepared.body);
  await slow.half;

  const ended = server.stop();
  await expect.poll(() => fetch(`${server.url}/-/readyz`).then(({ status }) => status)).toBe(503);
  const meanwhile = await fetch(`${server.url}/-/ping`).then((response) => response.status);
  await expect.poll(() => fetch(`${server.url}/-/ping`).catch(() => "refused"), { timeout: 10_000 }).toBe("refused");
  slow.finish();
  const status = await slow.status;
  const code = await ended;
  const again = await serveLarder(serve);
  const tarball = await fetch(`${again.url}/late/-/late-1.0.0.tgz`).then((response) => response.arrayBuffer());
  await again.stop();

  expect({ meanwhile, status, code }).toEqual({ meanwhile: 200, status: 201, code: 0 });
  expect(Buffer.from(tarball).equals(prepared.tarball)).toBe(true);
});

test("a configuration that could never apply does not start, and names the rule and the reason", async () => {
  const data = await temporaryDirectory("configured");
  const file = join(data, "wrong.yaml");
  await writeFile(
    file,
    "rules:\n  - packages: '**'\n    origin: hosted\n  - packages: '@acme/*'\n    origin: hosted\n",
  );

  const { code, stderr } = await runLarder(["serve", "--listen", "127.0.0.1:0", "--data", data, "--config", file]);

  expect(code).toBe(2);
  expect(stderr).toMatch(/wrong\.yaml.*rule 2/is);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("a Postgres that cannot be reached is one sentence without the password", async () => {
  const data = await temporaryDirectory("unreachable");
  const url = "postgres://larder:top-secret@127.0.0.1:1/larder";

  const args = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", "--data", data, "--database-url", url];
  const { code, stdout, stderr } = await runLarder(args);

  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr).toContain("127.0.0.1:1");
  expect(stderr).not.toContain("top-secret");
  expect(stderr).not.toMatch(/\n\s+at /);
});

/** A publish that sends half of its body, and the rest when it is told to. */
type SlowPublish = { readonly half: Promise<void>; readonly status: Promise<number | undefined>; finish(): void };

function putSlowly(url: string, token: string, name: string, body: string): SlowPublish {
  const { put, half } = sendHalf(url, token, name, body);
  const status = new Promise<number | undefined>((resolve, reject) => {
    put.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode)));
    put.on("error", reject);
  });
  return { half, status, finish: () => put.end(body.slice(body.length / 2)) };
}

async function putHalf(url: string, token: string, name: string, body: string): Promise<void> {
  const { put, half } = sendHalf(url, token, name, body);
  put.on("error", () => undefined);
  await half;
  put.destroy();
}

function sendHalf(
  url: string,
  token: string,
  name: string,
  body: string,
): { readonly put: ClientRequest; readonly half: Promise<void> } {
  const put = request(`${url}/${name}`, {
    method: "PUT",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    },
  });
  const half = new Promise<void>((resolve, reject) => {
    put.write(body.slice(0, body.length / 2), (error) => (error ? reject(error) : resolve()));
  });
  return { put, half };
}
