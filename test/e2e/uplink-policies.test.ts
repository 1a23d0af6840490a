import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { FakeUplink, osvArchive, osvEntry, serveVersions } from "@larder/registry-api/testing";
import { expect, onTestFinished, test } from "vitest";

import { runLarder, type Serving, serveLarder } from "../support/larder-process.ts";
import { npmClient } from "../support/npm-clients.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const longAgo = "2026-01-01T00:00:00.000Z";

/** A registry before an uplink that has an old, a blocked and a new version of `ms`. */
async function serveUnderPolicy(directory: string): Promise<Serving> {
  const uplink = await FakeUplink.start();
  const justNow = new Date(Date.now() - 60_000).toISOString();
  await serveVersions(uplink, "ms", { "1.0.0": longAgo, "1.0.1": longAgo, "1.1.0": justNow });
  await writeFile(
    join(directory, "registry.yaml"),
    JSON.stringify({
      uplinks: {
        npm: {
          url: uplink.url,
          policy: { minimumAge: "3d", block: [{ package: "ms", versions: "1.0.1", reason: "it steals wallets" }] },
        },
      },
      rules: [{ packages: "**", origin: "npm" }],
      audits: "advisories",
    }),
  );
  await runLarder([
    "advisories",
    "import",
    await osvArchive(osvEntry("GHSA-aaaa-bbbb-cccc", "ms")),
    "--data",
    directory,
  ]);
  const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--data", directory]);
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
}

async function projectWith(directory: string, lock: object): Promise<string> {
  await mkdir(directory, { recursive: true });
  const dependencies = { ms: "^1.0.0" };
  await writeFile(join(directory, "package.json"), JSON.stringify({ name: "app", version: "1.0.0", dependencies }));
  if (Object.keys(lock).length > 0) await writeFile(join(directory, "package-lock.json"), JSON.stringify(lock));
  return directory;
}

test("real npm and pnpm install what the policy lets through, say why a locked version is refused, and audit offline", async () => {
  const directory = await temporaryDirectory("policies");
  const server = await serveUnderPolicy(directory);
  const npm = await npmClient("npm", join(directory, "npm"), server.url);
  const pnpm = await npmClient("pnpm", join(directory, "pnpm"), server.url);

  const [byNpm, byPnpm] = [await projectWith(join(directory, "a"), {}), await projectWith(join(directory, "b"), {})];
  expect(await npm.run(["install", "--no-audit"], byNpm)).toMatchObject({ code: 0 });
  expect((await npm.run(["list", "ms"], byNpm)).stdout).toContain("ms@1.0.0");
  expect(await pnpm.run(["install"], byPnpm)).toMatchObject({ code: 0 });
  expect((await pnpm.run(["list", "ms"], byPnpm)).stdout).toMatch(/ms[@ ]1\.0\.0/);

  const audited = await npm.run(["audit"], byNpm);
  expect([audited.code, audited.stdout.includes("GHSA-aaaa-bbbb-cccc in ms")]).toEqual([1, true]);
  expect((await pnpm.run(["audit"], byPnpm)).stdout).toContain("GHSA-aaaa-bbbb-cccc in ms");

  for (const [version, reason] of [
    ["1.0.1", "it is blocked: it steals wallets"],
    ["1.1.0", "it is not 3 days old yet"],
  ]) {
    const resolved = `${server.url}/ms/-/ms-${version}.tgz`;
    const lock = {
      name: "app",
      version: "1.0.0",
      lockfileVersion: 3,
      packages: {
        "": { name: "app", version: "1.0.0", dependencies: { ms: "^1.0.0" } },
        "node_modules/ms": { version, resolved },
      },
    };
    const refused = await npm.run(["ci", "--no-audit"], await projectWith(join(directory, `locked-${version}`), lock));
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain(`\`ms@${version}\` is not served here: ${reason}`);
  }
});
