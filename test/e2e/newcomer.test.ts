import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { startEphemeralRegistry } from "larder/ephemeral";
import { expect, onTestFinished, test } from "vitest";

import { larderData, runLarder, serveLarder } from "../support/larder-process.ts";

const run = promisify(execFile);
const compiler = fileURLToPath(new URL("../../node_modules/typescript", import.meta.url));

test.each([
  { language: "JavaScript", options: [] },
  { language: "TypeScript", options: ["--typescript"] },
])(
  "[H1] [H15] [T13] [X58] a package in $language as it is created passes its own tests, is published, installed, and answers",
  { tags: ["slow"] },
  async ({ options, language }) => {
    const root = await mkdtemp(join(tmpdir(), "larder-newcomer-"));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    await using registry = await disposable();
    const environment = { npm_config_userconfig: join(root, "npmrc") };
    await larderData(["login", "--registry", registry.url, "--token", registry.token], { environment });
    const parts = [
      "--plugin",
      "hello",
      "--domain",
      "words",
      "--actor",
      "desk",
      "--service",
      "clock",
      "--theme",
      "calm",
      "--completion",
      "hello",
      "--model",
      "note",
      "--flow",
      "daily",
    ];
    const created = (await larderData(["create", "@acme/hello", ...parts, ...options], { cwd: root })) as {
      directory: string;
    };
    const directory = created.directory;

    await run("npm", ["test"], { cwd: directory });
    await checkTypes(directory, language === "TypeScript");
    const checked = await larderData(["check"], { cwd: directory });
    const published = await larderData(["publish", "--registry", registry.url], { cwd: directory, environment });
    const host = join(root, "host");
    await larderData(["host", "init", host, "--registry", registry.url]);
    await larderData(["add", "@acme/hello"], { cwd: host });
    const serving = await serveLarder(["start", host, "--listen", "127.0.0.1:0"]);
    onTestFinished(() => serving.kill());
    const answer = await runLarder(["call", "hello.hello", '{"name":"Ada"}', "--url", serving.url]);
    const greeting = await fetch(`${serving.url}/acme/hello/actors/desk/greet?name=Eve`);

    // The running host takes it up.
    await larderData(["add", "@acme/hello", "--trust"], { cwd: host });
    const trusted = await runLarder(["call", "hello.hello", '{"name":"Ada"}', "--url", serving.url]);
    const { packages } = (await larderData(["status"], { cwd: host })) as { packages: readonly { mode: string }[] };

    expect(packages.map(({ mode }) => mode)).toEqual(["trusted"]);
    expect(trusted.stdout).toBe(answer.stdout);
    expect(checked).toMatchObject({ problems: [] });
    expect(published).toMatchObject({ name: "@acme/hello", version: "0.1.0", created: true });
    expect(JSON.stringify(answer)).toContain("Hello, Ada!");
    expect(await greeting.json()).toEqual({ text: "Hello, Eve!" });
  },
);

async function disposable(): Promise<AsyncDisposable & { url: string; token: string }> {
  const registry = await startEphemeralRegistry();
  return { url: registry.url, token: registry.token, [Symbol.asyncDispose]: () => registry.stop() };
}

/** Without a network, the compiler is the one that is here; a mistake that is put in must be found. */
async function checkTypes(directory: string, builds: boolean): Promise<void> {
  await symlink(compiler, join(directory, "node_modules/typescript"));
  const compile = (): Promise<unknown> => run(process.execPath, [join(compiler, "bin/tsc")], { cwd: directory });
  await compile();
  const path = join(directory, builds ? "actors/desk.ts" : "actors/desk.js");
  const text = await readFile(path, "utf8");
  await writeFile(path, `${text}\nconst wrong = 7;\nwrong.length;\n`);
  await expect(compile()).rejects.toMatchObject({ stdout: expect.stringContaining("length") });
  await writeFile(path, text);
  if (builds) await run(process.execPath, [join(compiler, "bin/tsc"), "-p", "tsconfig.build.json"], { cwd: directory });
}
