import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test } from "vitest";

import { npmClient } from "../support/npm-clients.ts";
import { serveRegistry } from "../support/served-registry.ts";

/** Writes a file of JSON, and the directories above it. */
async function writeJson(directory: string, file: string, content: object): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, file), JSON.stringify(content));
}

test("real `pnpm publish -r --batch` publishes a workspace in one request, and nothing of one that is refused", async () => {
  await using registry = await serveRegistry("PGlite");
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
