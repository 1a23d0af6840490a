import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { expect, onTestFinished, test, vi } from "vitest";

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

/**
 * Before it asks a registry for its keys, npm asks a repository on the internet whether that registry's
 * are kept there. Here that question is answered with no, as it would be; everything else is npm's own.
 */
async function withoutPublicKeyRepository(directory: string): Promise<string> {
  const file = join(directory, "without-key-repository.cjs");
  const lines = [
    'const Module = require("node:module");',
    "const load = Module._load;",
    'const getTarget = () => Promise.reject(Object.assign(new Error("none"), { code: "TUF_FIND_TARGET_ERROR" }));',
    "const repository = { initTUF: () => Promise.resolve({ getTarget }) };",
    "Module._load = function (name, ...rest) {",
    '  return name === "@sigstore/tuf" ? repository : load.call(this, name, ...rest);',
    "};",
  ];
  await writeFile(file, lines.join("\n"));
  return `--require ${file}`;
}

test("real `npm audit signatures` verifies a package of the registry and one of its uplink", async () => {
  await using uplink = await throwAwayRegistry();
  await using registry = await throwAwayRegistry({ uplink: uplink.url });
  await publishTo(uplink, "theirs");
  await publishTo(registry, "ours");
  vi.stubEnv("NODE_OPTIONS", await withoutPublicKeyRepository(registry.directory));
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

const advisory = {
  id: 1,
  url: "https://advisories.example/GHSA-aaaa-bbbb-cccc",
  title: "It breaks on long texts",
  severity: "high",
  vulnerable_versions: "<2.0.0",
  cwe: [],
  cvss: { score: 7.5, vectorString: null },
};

const packumentOfMs = {
  name: "ms",
  "dist-tags": { latest: "2.0.0" },
  versions: Object.fromEntries(
    ["1.0.0", "2.0.0"].map((version) => [
      version,
      { name: "ms", version, dist: { tarball: `http://127.0.0.1:1/ms/-/ms-${version}.tgz` } },
    ]),
  ),
  time: {},
};

/** Serves the one package `ms` and what is known against it; `questions` has the bodies of the audits. */
async function serveAdvisories(): Promise<{ readonly url: string; readonly questions: unknown[] }> {
  const questions: unknown[] = [];
  const answers: { readonly [request: string]: (body: string) => object } = {
    "POST /-/npm/v1/security/advisories/bulk": (body) => {
      questions.push(JSON.parse(body));
      return { ms: [advisory] };
    },
    "GET /ms": () => packumentOfMs,
  };
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const answer = answers[`${request.method} ${request.url}`];
    if (answer === undefined) response.writeHead(404).end("{}");
    else response.end(JSON.stringify(answer(body)));
  };
  const server = createServer((request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, questions };
}

test("real `npm audit` and `pnpm audit` find what is known, and no name of home leaves", async () => {
  const { url, questions } = await serveAdvisories();
  await using registry = await throwAwayRegistry({ uplink: url });
  await publishTo(registry, "secret");
  const project = join(registry.directory, "audited");
  const dependencies = { "@acme-secret/secret": "1.0.0", ms: "1.0.0" };
  await writeJson(project, "package.json", { name: "audited", version: "1.0.0", dependencies });
  await writeJson(project, "package-lock.json", {
    name: "audited",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: {
      "": { name: "audited", version: "1.0.0", dependencies },
      "node_modules/@acme-secret/secret": { version: "1.0.0" },
      "node_modules/ms": { version: "1.0.0" },
    },
  });
  const wanted = { specifier: "1.0.0", version: "1.0.0" };
  const resolution = { integrity: `sha512-${"A".repeat(86)}==` };
  // JSON is YAML, too.
  await writeJson(project, "pnpm-lock.yaml", {
    lockfileVersion: "9.0",
    importers: { ".": { dependencies: { "@acme-secret/secret": wanted, ms: wanted } } },
    packages: { "@acme-secret/secret@1.0.0": { resolution }, "ms@1.0.0": { resolution } },
    snapshots: { "@acme-secret/secret@1.0.0": {}, "ms@1.0.0": {} },
  });

  const outcomes = [];
  for (const name of ["npm", "pnpm"] as const) {
    const client = await npmClient(name, join(registry.directory, `audit-${name}`), registry.url);
    const { code, stdout } = await client.run(["audit"], project);
    outcomes.push({ name, code, isFound: stdout.includes("It breaks on long texts") });
  }

  expect(outcomes).toEqual([
    { name: "npm", code: 1, isFound: true },
    { name: "pnpm", code: 1, isFound: true },
  ]);
  expect(questions).toEqual([{ ms: ["1.0.0"] }, { ms: ["1.0.0"] }]);
});
