import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { aPackage, FakeUplink, type PackageBuilder } from "@larder/registry-api/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { UsageError } from "../errors.ts";
import { type EphemeralRegistry, startEphemeralRegistry } from "./index.ts";

const imageCache = mkdtempSync(join(tmpdir(), "larder-ephemeral-"));
let registry: EphemeralRegistry;

beforeAll(async () => {
  registry = await startEphemeralRegistry({ imageCache });
});

beforeEach(() => registry.reset());

afterAll(async () => {
  await registry.stop();
  rmSync(imageCache, { recursive: true, force: true });
});

async function publish(to: EphemeralRegistry, token: string, pkg: PackageBuilder): Promise<number> {
  const response = await fetch(`${to.url}/${pkg.name.replace("/", "%2f")}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(await pkg.body()),
  });
  await response.arrayBuffer();
  return response.status;
}

async function read(path: string, token?: string): Promise<{ status: number; body: unknown }> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(registry.url + path, { headers });
  return { status: response.status, body: await response.json() };
}

test("any token publishes, at first sight and all at once", async () => {
  const tokens = [registry.token, "fake", "fake", "npm_0123456789", "lrd_of-another-run"];

  const statuses = await Promise.all(
    tokens.map((token, index) => publish(registry, token, aPackage(`@acme/chat-${index}`))),
  );

  expect(statuses).toEqual([201, 201, 201, 201, 201]);
  expect(await read("/-/whoami", "fake")).toEqual({ status: 200, body: { username: "test" } });
  expect(await read("/@acme/chat-4")).toMatchObject({ status: 200, body: { "dist-tags": { latest: "1.0.0" } } });
});

test("without a token nobody publishes", async () => {
  const response = await fetch(`${registry.url}/chat`, {
    method: "PUT",
    body: JSON.stringify(await aPackage("chat").body()),
  });

  expect(response.status).toBe(401);
});

test("anybody signs up, is themselves with the token that they get, and nobody once they have logged out", async () => {
  const login = { name: "eve", password: "correct horse battery", type: "user" };
  const answer = await fetch(`${registry.url}/-/user/org.couchdb.user:eve`, {
    method: "PUT",
    body: JSON.stringify(login),
  });
  const { token } = (await answer.json()) as { token: string };
  const before = await read("/-/whoami", token);
  await fetch(`${registry.url}/-/user/token/${token}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });

  expect(before).toEqual({ status: 200, body: { username: "eve" } });
  expect((await read("/-/whoami", token)).status).toBe(401);
});

test("a version is published once, as in every registry", async () => {
  await publish(registry, "fake", aPackage("chat"));

  expect(await publish(registry, "fake", aPackage("chat").file("index.js", "export default 2;\n"))).toBe(403);
});

test("a reset empties it at the same URL, and its tokens stay good", async () => {
  await publish(registry, "fake", aPackage("chat"));
  await registry.reset();

  expect((await read("/chat")).status).toBe(404);
  expect(await publish(registry, registry.token, aPackage("chat").file("index.js", "export default 2;\n"))).toBe(201);
});

test("what the test says is published here never comes from the uplink, and everything else does", async () => {
  const uplink = await FakeUplink.start();
  await uplink.serve(aPackage("@acme/chat").version("9.0.0"));
  await uplink.serve(aPackage("left-pad"));
  const beside = await startEphemeralRegistry({ imageCache, uplink: uplink.url, hosted: ["@acme/*"] });

  const published = await publish(beside, "fake", aPackage("@acme/chat"));
  const ours = await fetch(`${beside.url}/@acme/chat`).then((response) => response.json());
  const theirs = await fetch(`${beside.url}/left-pad`);
  await theirs.arrayBuffer();
  await beside.stop();

  expect([published, theirs.status]).toEqual([201, 200]);
  expect(ours).toMatchObject({ versions: { "1.0.0": {} }, "dist-tags": { latest: "1.0.0" } });
});

test("an address that other machines reach is refused", async () => {
  await expect(startEphemeralRegistry({ imageCache, listen: "0.0.0.0:0" })).rejects.toThrow(UsageError);
});

test("it stops once, and is gone", async () => {
  const other = await startEphemeralRegistry({ imageCache });
  await Promise.all([other.stop(), other.stop()]);

  await expect(fetch(other.url)).rejects.toThrow("fetch failed");
});
