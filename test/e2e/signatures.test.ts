import { appendFile, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { answerWithoutKeyRepository } from "../support/key-repository.ts";
import { runLarder } from "../support/larder-process.ts";
import { npmClient } from "../support/npm-clients.ts";
import { type ThrowAwayRegistry, throwAwayRegistry } from "../support/throw-away-registry.ts";

/*
 * What stands between a registry and a host may serve anything. `npm audit signatures` says of the same packages, after
 * they were installed, what Larder says before.
 */

let uplink: ThrowAwayRegistry;
let registry: ThrowAwayRegistry;

beforeAll(async () => {
  uplink = await throwAwayRegistry();
  registry = await throwAwayRegistry({ uplink: uplink.url });
  await publishTo(uplink, "@theirs/lamp");
  await publishTo(registry, "@ours/bell");
  vi.stubEnv("NODE_OPTIONS", await answerWithoutKeyRepository(registry.directory));
}, 120_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await registry[Symbol.asyncDispose]();
  await uplink[Symbol.asyncDispose]();
});

async function publishTo({ directory, url, token }: ThrowAwayRegistry, name: string): Promise<void> {
  const npm = await npmClient("npm", join(directory, "home"), url, token);
  const source = join(directory, name);
  await mkdir(source, { recursive: true });
  await writeFile(join(source, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
  expect(await npm.run(["publish", "--access", "public"], source)).toMatchObject({ code: 0 });
}

type Mirror = AsyncDisposable & { readonly url: string };

/** A mirror that serves what `change` makes of each document, and offers no service of Larder's own. */
async function mirrorOf(target: string, change: (text: string, path: string) => string | undefined): Promise<Mirror> {
  const server = createServer((request, response) => {
    void (async () => {
      const path = request.url ?? "/";
      const { accept = "*/*", host = "" } = request.headers;
      if (path.startsWith("/-/api/")) return void response.writeHead(404).end("{}");
      const answer = await fetch(target + path, { headers: { accept } });
      const bytes = Buffer.from(await answer.arrayBuffer());
      if (path.endsWith(".tgz")) return void response.writeHead(answer.status).end(bytes);
      const text = change(bytes.toString().replaceAll(target, `http://${host}`), path);
      if (text === undefined) return void response.writeHead(404).end("{}");
      response.writeHead(answer.status, { "content-type": "application/json" }).end(text);
    })();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}

async function auditByNpm(url: string, directory: string): Promise<string> {
  const npm = await npmClient("npm", join(directory, "npm-home"), url);
  const project = join(directory, "project");
  await mkdir(project, { recursive: true });
  await writeFile(join(project, "package.json"), JSON.stringify({ name: "project", private: true }));
  expect(await npm.run(["install", "--no-audit", "@ours/bell", "@theirs/lamp"], project)).toMatchObject({ code: 0 });
  const { code, stdout, stderr } = await npm.run(["audit", "signatures"], project);
  return `${code} ${(stdout + stderr).toLowerCase()}`;
}

async function installByLarder(url: string, directory: string): Promise<string> {
  const cwd = join(directory, "host");
  const environment = { LARDER_STORE: join(directory, "store"), NODE_OPTIONS: "" };
  await runLarder(["host", "init", cwd, "--registry", url], { environment });
  await appendFile(join(cwd, "larder.yaml"), "policy: { signatures: require }\n");
  const added = await runLarder(["add", "@ours/bell", "@theirs/lamp", "--json"], { cwd, environment });
  const { stdout } = await runLarder(["verify", "--json"], { cwd, environment });
  const { error } = JSON.parse(added.stdout) as { readonly error?: { readonly summary: string } };
  const { data } = JSON.parse(stdout) as { readonly data: { readonly signatures: object | null } };
  return `${added.code} ${error?.summary ?? JSON.stringify(data.signatures)}`;
}

const isBell = (path: string): boolean => path.includes("bell");

const cases = [
  {
    what: "an honest mirror",
    change: (text: string) => text,
    npm: /^0 [^]*2 packages have verified registry signatures/,
    larder: /^0 \{"verified":2,/,
  },
  {
    what: "a mirror with other signatures",
    change: (text: string, path: string) =>
      isBell(path) ? text.replace(/"sig":"MEQ?U?.{10}/, '"sig":"MEQCIAAAAAAAA') : text,
    npm: /^1 [^]*1 package has an invalid registry signature/,
    larder: /^6 `@ours\/bell@1\.0\.0` of registry `home` is not what/,
  },
  {
    what: "a mirror with a key of its own",
    change: (text: string, path: string) =>
      isBell(path) ? text.replace(/"keyid":"SHA256:/, '"keyid":"SHA256:x') : text,
    npm: /^1 [^]*(?:missing|no corresponding public key)/,
    larder: /^6 `@ours\/bell@1\.0\.0` is signed with the key `SHA256:x/,
  },
  {
    what: "a mirror that takes signatures away",
    change: (text: string, path: string) =>
      isBell(path) ? text.replace(/"signatures":\[[^\]]*\]/, '"signatures":[]') : text,
    npm: /^1 [^]*1 package has a missing registry signature/,
    larder: /^6 .*refuses `@ours\/bell@1\.0\.0`, which has no signature/,
  },
  {
    what: "a mirror whose keys have ended",
    change: (text: string, path: string) =>
      path.endsWith("/keys") ? text.replaceAll('"expires":null', '"expires":"2001-01-01T00:00:00.000Z"') : text,
    npm: /^1 /,
    larder: /^6 .*had ended at 2001-01-01/,
  },
  {
    what: "a mirror that shows no keys",
    change: (text: string, path: string) => (path.endsWith("/keys") ? undefined : text),
    npm: /^1 /,
    larder: /^6 .*no key of `home` is known/,
  },
];

test.each(cases)("npm and Larder say the same of $what", { tags: ["slow"] }, async ({ what, change, npm, larder }) => {
  await using mirror = await mirrorOf(registry.url, change);
  const directory = join(registry.directory, what.replaceAll(" ", "-"));

  const [byNpm, byLarder] = [await auditByNpm(mirror.url, directory), await installByLarder(mirror.url, directory)];

  expect([byNpm, byLarder]).toEqual([expect.stringMatching(npm), expect.stringMatching(larder)]);
});

test("what a registry passes on of its uplink is verified through it, as what it signs itself", async () => {
  const said = await installByLarder(registry.url, join(registry.directory, "through"));

  expect(said).toMatch(/^0 \{"verified":2,"unsigned":0,/);
});
