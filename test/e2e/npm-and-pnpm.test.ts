import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { npmClient } from "../support/npm-clients.ts";
import { type ServedRegistry, serveRegistry } from "../support/served-registry.ts";

const run = promisify(execFile);
let registry: ServedRegistry;

beforeAll(async () => {
  // As a user starts it: the uplink is the npm registry of this machine.
  registry = await serveRegistry("PGlite", []);
});

afterAll(() => registry[Symbol.asyncDispose]());

/** Writes a package that exports its own name. */
async function writePackage(directory: string, name: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const manifest = { name, version: "1.0.0", type: "module", exports: "./index.js", files: ["index.js"] };
  await writeFile(join(directory, "package.json"), JSON.stringify(manifest));
  await writeFile(join(directory, "index.js"), `export default ${JSON.stringify(name)};\n`);
}

test.each(["npm", "pnpm"] as const)(
  "real %s publishes a scoped package, installs it beside an uplinked library, and both can be imported",
  async (client) => {
    const directory = join(registry.directory, client);
    const packages = await npmClient(client, join(directory, "home"), registry.url, registry.token);
    const name = `@acme/greeting-${client}`;

    await writePackage(join(directory, "source"), name);
    const published = await packages.run(
      ["publish", "--no-git-checks"].slice(0, client === "pnpm" ? 2 : 1),
      join(directory, "source"),
    );
    const project = join(directory, "project");
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
    const installed = await packages.run(
      [client === "npm" ? "install" : "add", `${name}@^1`, "is-odd@^3.0.1"],
      project,
    );
    const script = `import greeting from "${name}"; import isOdd from "is-odd"; console.log(greeting, isOdd(3));`;
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project });

    expect(
      { published: published.code, installed: installed.code, stdout },
      `${published.stderr}${installed.stdout}${installed.stderr}`,
    ).toEqual({
      published: 0,
      installed: 0,
      stdout: `${name} true\n`,
    });
  },
);
