import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { answerWithoutKeyRepository } from "../support/key-repository.ts";
import { type NpmClient, npmClient } from "../support/npm-clients.ts";
import { type ThrowAwayRegistry, throwAwayRegistry } from "../support/throw-away-registry.ts";

/** Writes a file of JSON, and the directories above it. */
async function writeJson(directory: string, file: string, content: object): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, file), JSON.stringify(content));
}

test("real `pnpm publish -r --batch` publishes a workspace in one request, and nothing of one that is refused", async () => {
  await using registry = await throwAwayRegistry();
  const pnpm = await npmClient("pnpm", join(registry.directory, "home"), registry.url, registry.token);
  const workspace = join(registry.directory, "workspace");
  await mkdir(workspace);
  await writeFile(join(workspace, "pnpm-workspace.yaml"), "packages: [packages/*]\n");
  await writeJson(workspace, "package.json", { name: "workspace", private: true });
  const write = (name: string, version: string, dependencies: object): Promise<void> =>
    writeJson(join(workspace, "packages", name), "package.json", { name: `@acme/${name}`, version, dependencies });
  const publish = async (): Promise<{ code: number | null; output: string }> => {
    const { code, stdout, stderr } = await pnpm.run(["publish", "-r", "--batch", "--no-git-checks"], workspace);
    return { code, output: stdout + stderr };
  };
  const find = async (path: string): Promise<{ dependencies?: object } | undefined> => {
    const response = await fetch(`${registry.url}${path}`);
    return response.ok ? ((await response.json()) as { dependencies?: object }) : undefined;
  };

  await write("core", "1.0.0", {});
  await write("chat", "1.0.0", { "@acme/core": "workspace:^" });
  const first = await publish();
  expect(first).toMatchObject({ code: 0 });
  expect((await find("/@acme/chat/1.0.0"))?.dependencies).toEqual({ "@acme/core": "^1.0.0" });

  // An older version would move `latest` back, which is refused: so the newer one beside it is not published either.
  await write("core", "0.9.0", {});
  await write("chat", "1.1.0", { "@acme/core": "^1.0.0" });
  const second = await publish();
  expect(second).toMatchObject({ code: 1 });
  expect([await find("/@acme/chat/1.1.0"), await find("/@acme/core/0.9.0")]).toEqual([undefined, undefined]);
});

async function publishTo(registry: ThrowAwayRegistry, name: string): Promise<void> {
  const npm = await npmClient("npm", join(registry.directory, "home"), registry.url, registry.token);
  const source = join(registry.directory, name);
  await writeJson(source, "package.json", { name: `@acme-${name}/${name}`, version: "1.0.0" });
  expect(await npm.run(["publish", "--access", "public"], source)).toMatchObject({ code: 0 });
}

async function installFrom(npm: NpmClient, project: string, names: readonly string[]): Promise<void> {
  await writeJson(project, "package.json", { name: "project", private: true });
  expect(await npm.run(["install", "--no-audit", ...names], project)).toMatchObject({ code: 0 });
}

test("real `npm audit signatures` verifies a package of the registry and one of its uplink", async () => {
  await using uplink = await throwAwayRegistry();
  await using registry = await throwAwayRegistry({ uplink: uplink.url });
  await publishTo(uplink, "theirs");
  await publishTo(registry, "ours");
  vi.stubEnv("NODE_OPTIONS", await answerWithoutKeyRepository(registry.directory));
  onTestFinished(() => void vi.unstubAllEnvs());
  const npm = await npmClient("npm", join(registry.directory, "reader"), registry.url);
  const project = join(registry.directory, "project");
  await installFrom(npm, project, ["@acme-ours/ours", "@acme-theirs/theirs"]);

  const audited = await npm.run(["audit", "signatures"], project);

  expect(audited).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/2 packages have verified registry signatures/),
  });
});
