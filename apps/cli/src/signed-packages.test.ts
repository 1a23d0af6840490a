import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { type HostWorld, newHostWorld } from "./testing/host-world.ts";
import type { Workplace } from "./testing/larder-process.ts";

/* What a real registry signs, as those who install see it. */

let world: HostWorld;

beforeAll(async () => {
  world = await newHostWorld();
  await world.publish({ name: "tools", version: "1.0.0" }, { "index.js": "export default 1;" });
  await world.publish({ name: "lamp", version: "1.0.0", larder: {}, dependencies: { tools: "^1.0.0" } });
});

afterAll(() => world[Symbol.asyncDispose]());

async function editLock(host: Workplace, change: (text: string) => string): Promise<void> {
  const path = join(host.directory, "larder.lock");
  await writeFile(path, change(await readFile(path, "utf8")));
}

test("an install and a verify say how many packages are verified, as the lock says with which key", async () => {
  await using host = await world.newHost();

  const added = await host.run(["add", "lamp"]);
  const installed = await host.run(["install", "--json"]);
  const verified = await host.run(["verify"]);

  const counts = { verified: 2, unsigned: 0, unverified: 0, "unknown-key": 0, invalid: 0 };
  expect(added.stdout).toContain("\n  signatures: 2 verified\n");
  expect(installed.document()).toMatchObject({ data: { signatures: counts } });
  expect(verified.stdout).toMatch(/^The host is whole: .*\n {2}signatures: 2 verified\n$/);
  expect(await readFile(join(host.directory, "larder.lock"), "utf8")).toMatch(/^key "home" "SHA256:/m);
});

test("a lock whose signature was exchanged is refused with exit code 6, offline too, and `verify` names it", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  await editLock(host, (text) => {
    const [one, other] = [...text.matchAll(/"(MEQ?U?[\w+/=]+)"\]\]/g)].map(([, sig = ""]) => sig);
    return text.replace(String(one), String(other));
  });

  const frozen = await host.run(["install", "--frozen", "--offline", "--json"]);
  const found = await host.run(["verify", "--json"]);

  expect(frozen.exitCode).toBe(6);
  expect(frozen.document()).toMatchObject({
    ok: false,
    error: {
      code: "EINTEGRITY",
      summary: expect.stringMatching(/`(?:lamp|tools)@1\.0\.0` of registry `home` is not what/),
    },
  });
  expect(found.exitCode).toBe(6);
  expect(found.document()).toMatchObject({
    data: { signatures: { verified: 1, invalid: 1 }, damage: [{ part: "signature" }] },
  });
});

test("a registry with another key than the host knows is refused until `larder lock --accept-keys`", async () => {
  await using host = await world.newHost();
  await host.run(["add", "lamp"]);
  await editLock(host, (text) =>
    text
      .replace(/^key "home" "SHA256:[^"]+"/m, 'key "home" "SHA256:of-another-registry"')
      .replace(/^package .*\n/gm, "")
      .replace(/^want .*\n/m, ""),
  );

  const refused = await host.run(["lock", "--json"]);
  const accepted = await host.run(["lock", "--accept-keys"]);
  const installed = await host.run(["install"]);

  expect(refused.exitCode).toBe(6);
  expect(refused.document()).toMatchObject({
    error: { code: "EPOLICY", hint: expect.stringContaining("larder lock --accept-keys") },
  });
  expect(accepted.exitCode).toBe(0);
  expect(installed.exitCode).toBe(0);
});

test("a host that requires signatures gets what its registry signs, and a bad word for it is refused", async () => {
  await using host = await world.newHost();
  await appendFile(join(host.directory, "larder.yaml"), "policy: { signatures: require }\n");

  const added = await host.run(["add", "lamp"]);
  const text = await readFile(join(host.directory, "larder.yaml"), "utf8");
  await writeFile(join(host.directory, "larder.yaml"), text.replace("signatures: require", "signatures: maybe"));
  const refused = await host.run(["install"]);

  expect(added.stdout).toContain("signatures: 2 verified");
  expect(refused.stderr).toMatch(/policy › signatures/);
});
