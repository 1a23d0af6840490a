import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, test } from "vitest";

import { larderData, serveLarder } from "../support/larder-process.ts";
import { npmClient } from "../support/npm-clients.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const run = promisify(execFile);

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
    const directory = await temporaryDirectory(client);
    const data = join(directory, "data");
    await using stack = new AsyncDisposableStack();
    const server = await serveLarder(["serve", "--listen", "127.0.0.1:0", "--data", data]);
    stack.defer(async () => {
      await server.stop();
    });
    await larderData(["user", "add", "ada", "--admin", "--data", data], { input: "correct horse battery staple\n" });
    const token = await larderData(["token", "create", "--user", "ada", "--scope", "read,publish", "--data", data]);
    const packages = await npmClient(client, join(directory, "home"), server.url, tokenOf(token));

    await writePackage(join(directory, "source"), "@acme/greeting");
    const published = await packages.run(
      ["publish", "--no-git-checks"].slice(0, client === "pnpm" ? 2 : 1),
      join(directory, "source"),
    );
    const project = join(directory, "project");
    await mkdir(project);
    await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
    const installed = await packages.run(
      [client === "npm" ? "install" : "add", "@acme/greeting@^1", "is-odd@^3.0.1"],
      project,
    );
    const script =
      'import greeting from "@acme/greeting"; import isOdd from "is-odd"; console.log(greeting, isOdd(3));';
    const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { cwd: project });

    expect(
      { published: published.code, installed: installed.code, stdout },
      `${published.stderr}${installed.stdout}${installed.stderr}`,
    ).toEqual({
      published: 0,
      installed: 0,
      stdout: "@acme/greeting true\n",
    });
  },
);

function tokenOf(data: unknown): string {
  if (typeof data === "object" && data !== null && "token" in data) return String(data.token);
  throw new Error(`No token in ${JSON.stringify(data)}`);
}
