import { cp, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { newWorkplace, type Workplace } from "./testing/larder-process.ts";

// Making a database takes seconds, so it is made once, and each test that serves gets a copy of its directory.
let template: Workplace;

beforeAll(async () => {
  template = await newWorkplace();
  const { exitCode, stderr } = await template.run(["user", "add", "grace", "--data", "data"]);
  if (exitCode !== 0) throw new Error(stderr);
});

afterAll(() => template[Symbol.asyncDispose]());

async function placeWithData(): Promise<Workplace> {
  const place = await newWorkplace();
  await cp(join(template.directory, "data"), join(place.directory, "data"), { recursive: true });
  return place;
}

const anyPort = ["--listen", "127.0.0.1:0", "--uplink", "none"];

test("`larder` alone shows what there is, and exits 0", async () => {
  await using place = await newWorkplace();

  const { exitCode, stdout } = await place.runProcess([]);

  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Usage: larder \[options\] \[command\]/);
});

test("an unknown command prints one document with a suggestion, and exits 2", async () => {
  await using place = await newWorkplace();

  const { exitCode, stderr, document } = await place.runProcess(["serv", "--json"]);

  expect(exitCode).toBe(2);
  expect(stderr).toBe("");
  expect(document()).toEqual({
    schema: "larder.help/1",
    ok: false,
    error: { code: "EUSAGE", summary: "Unknown command `serv`", hint: "Did you mean `serve`?" },
    warnings: [],
  });
});

test("without `--json` a failure leaves stdout empty and shows no stack", async () => {
  await using place = await newWorkplace();

  const { exitCode, stdout, stderr } = await place.runProcess(["install"]);

  expect(exitCode).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("is not a host: it has no `larder.yaml`");
  expect(stderr).not.toMatch(/\n\s+at /);
});

test("`--debug` shows where a failure came from", async () => {
  await using place = await newWorkplace();

  const { stderr } = await place.run(["install", "--debug"]);

  expect(stderr).toMatch(/HostError: [\s\S]+\n\s+at /);
});

test("`--cwd` is where the command runs, and must be a directory", async () => {
  await using place = await newWorkplace();
  await mkdir(join(place.directory, "inside"));

  const refused = await place.run(["list", "--cwd", "nowhere", "--json"]);
  await place.run(["host", "init", ".", "--cwd", "inside", "--registry", "http://127.0.0.1:1"]);

  expect(refused.exitCode).toBe(2);
  expect(refused.document()).toMatchObject({ error: { summary: "`--cwd nowhere` is not a directory" } });
  expect(await readFile(join(place.directory, "inside", "larder.yaml"), "utf8")).toContain("http://127.0.0.1:1");
});

test("a registry serves, says where in one line, keeps users apart from strangers, and ends by SIGTERM with 0", async () => {
  await using place = await placeWithData();
  const server = await place.start(["serve", ...anyPort, "--data", "data"]);

  const added = await place.runProcess(
    ["user", "add", "ada", "--admin", "--data", "data", "--json"],
    "correct horse battery\n",
  );
  const token = await place.run(["token", "create", "--user", "ada", "--scope", "read,publish", "--data", "data"]);
  const login = await place.run(["login", "--registry", server.url, "--user", "ada"], "correct horse battery\n");
  const refused = await place.run(["login", "--registry", server.url, "--user", "ada", "--json"], "wrong\n");
  const ended = await server.stop("SIGTERM");

  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(added.document()).toMatchObject({ ok: true, data: { name: "ada", isAdmin: true, password: null } });
  expect(token.stdout).toMatch(/^lrd_\S+\n$/);
  expect(login.exitCode).toBe(0);
  const npmrc = join(place.directory, ".npmrc");
  expect(await readFile(npmrc, "utf8")).toMatch(new RegExp(`^//${new URL(server.url).host}/:_authToken=lrd_\\S+\n$`));
  expect((await stat(npmrc)).mode & 0o777).toBe(0o600);
  expect(refused.exitCode).toBe(4);
  expect(refused.document()).toMatchObject({ ok: false, error: { code: "E401" } });
  expect(ended.exitCode).toBe(0);
  expect(ended.stdout.trim().split("\n")).toHaveLength(1);
});

test("users and tokens are made the same without a server, and a password is generated where none is given", async () => {
  await using place = await placeWithData();

  const added = await place.run(["user", "add", "ada", "--data", "data", "--json"]);
  const again = await place.run(["user", "add", "ada", "--data", "data", "--json"]);
  const token = await place.run(["token", "create", "--user", "ada", "--scope", "read", "--data", "data", "--json"]);
  const nobody = await place.run(["token", "create", "--user", "eve", "--scope", "read", "--data", "data", "--json"]);

  expect(added.document()).toMatchObject({ data: { name: "ada", password: expect.stringMatching(/^[\w-]{24}$/) } });
  expect(again.document()).toMatchObject({ ok: false, error: { code: "E409" } });
  expect(token.document()).toMatchObject({
    data: { user: "ada", scopes: ["read"], token: expect.stringMatching(/^lrd_/) },
  });
  expect(nobody.exitCode).toBe(1);
  expect(nobody.document()).toMatchObject({
    ok: false,
    error: { code: "E404", hint: expect.stringMatching(/`larder user add eve --data .+data`/) },
  });
});

test("Ctrl-C ends a server cleanly with 130, and its directory is free again", async () => {
  await using place = await placeWithData();
  const first = await place.start(["serve", ...anyPort, "--data", "data"]);

  const ended = await first.stop("SIGINT");
  const second = await place.start(["serve", ...anyPort, "--data", "data"]);

  expect(ended.exitCode).toBe(130);
  expect((await second.stop("SIGTERM")).exitCode).toBe(0);
});

test("a port in use is named, with the next step", async () => {
  await using place = await newWorkplace();
  const other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
  const address = `127.0.0.1:${(other.address() as AddressInfo).port}`;

  const { exitCode, document } = await place.run(["serve", "--listen", address, "--uplink", "none", "--json"]);
  other.close();

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    ok: false,
    error: {
      code: "EADDRINUSE",
      summary: `Another process listens on \`${address}\``,
      hint: expect.stringContaining("--listen"),
    },
  });
});

test("a data directory that another server holds is refused with its process, its command and its URL, and goes on there", async () => {
  await using place = await placeWithData();
  const first = await place.start(["serve", ...anyPort, "--data", "data"]);

  const second = await place.run(["serve", ...anyPort, "--data", "data", "--json"]);
  const alive = await fetch(`${first.url}/-/ping`);

  expect(second.exitCode).toBe(1);
  expect(second.document()).toMatchObject({
    error: {
      code: "EHELD",
      summary: expect.stringMatching(new RegExp(`\`larder serve\` at ${first.url} .*process ${first.pid}`)),
    },
  });
  expect(alive.status).toBe(200);
  await first.stop("SIGTERM");
});

test("a server says which uplinks its configuration declares", async () => {
  await using place = await placeWithData();
  const uplink = "http://127.0.0.1:9/";
  const written = `uplinks: { other: { url: "${uplink}" } }\nrules: [{ packages: "**", origin: other }]\n`;
  await writeFile(join(place.directory, "registry.yaml"), written);

  const { data, stop } = await place.start([
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--config",
    "registry.yaml",
    "--data",
    "data",
  ]);
  await stop("SIGTERM");

  expect(data["uplinks"]).toEqual([uplink]);
});

test("a configuration that means nothing is refused with its file and its place", async () => {
  await using place = await newWorkplace();
  await writeFile(join(place.directory, "registry.yaml"), "rules:\n  - packages: '**'\n    origin: nowhere\n");

  const { exitCode, document } = await place.run([
    "serve",
    "--listen",
    "127.0.0.1:0",
    "--config",
    "registry.yaml",
    "--json",
  ]);
  const missing = await place.run(["serve", "--listen", "127.0.0.1:0", "--config", "missing.yaml", "--json"]);

  expect(exitCode).toBe(2);
  expect(document()).toMatchObject({ error: { code: "ECONFIG", summary: expect.stringContaining("registry.yaml") } });
  expect(missing.exitCode).toBe(2);
  expect(missing.document()).toMatchObject({
    error: { code: "ECONFIG", summary: expect.stringContaining("missing.yaml") },
  });
});

test("a package with an error is not fit: `check` names the file, the reason and what to do", async () => {
  await using place = await newWorkplace();
  await writeFile(join(place.directory, "package.json"), '{ "name": "Bad Name", "version": "one" }');

  const { exitCode, stderr } = await place.run(["check"]);

  expect(exitCode).toBe(1);
  expect(stderr).toContain("error package.json:");
});

test("a registry that cannot be reached is a network failure: 5", async () => {
  await using place = await newWorkplace();

  const { exitCode, document } = await place.runProcess(["search", "x", "--registry", "http://127.0.0.1:1", "--json"]);

  expect(exitCode).toBe(5);
  expect(document()).toMatchObject({ schema: "larder.search/1", ok: false, error: { code: "ENETWORK" } });
});

test.each([
  ["search", "x"],
  ["info", "x"],
])(
  "`larder %s` says that an npm registry of another make knows nothing of what is inside packages",
  async (...words) => {
    await using place = await newWorkplace();
    const plain = createServer((_request, response) => response.writeHead(404).end('{"error":"Not found"}'));
    await new Promise<void>((resolve) => void plain.listen(0, "127.0.0.1", resolve));
    const registry = `http://127.0.0.1:${(plain.address() as AddressInfo).port}`;

    const { exitCode, document } = await place.run([...words, "--registry", registry, "--json"]);
    plain.close();

    expect(exitCode).toBe(1);
    expect(document()).toMatchObject({
      error: {
        code: "E404",
        summary: expect.stringContaining("is no Larder registry"),
        hint: expect.stringContaining("LARDER_REGISTRY"),
      },
    });
  },
);

test("Ctrl-C in the middle of a command exits with 130 and says so in its document", async () => {
  await using place = await newWorkplace();
  const asked = Promise.withResolvers<void>();
  const silent = createServer(() => asked.resolve());
  await new Promise<void>((resolve) => void silent.listen(0, "127.0.0.1", resolve));
  const registry = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;

  const search = place.launch(["search", "x", "--registry", registry, "--json"]);
  await asked.promise;
  const { exitCode, document } = await search.stop("SIGINT");
  silent.closeAllConnections();
  silent.close();

  expect(exitCode).toBe(130);
  expect(document()).toMatchObject({ ok: false, error: { code: "EINTERRUPTED" } });
});

test("publishing without a token says how to get one: 4", async () => {
  await using place = await newWorkplace();
  await writeFile(join(place.directory, "package.json"), '{ "name": "left-pad", "version": "1.0.0" }');

  const { exitCode, stderr } = await place.run(["publish", "--registry", "http://127.0.0.1:1"]);
  const dry = await place.run(["publish", "--dry-run", "--registry", "http://127.0.0.1:1", "--json"]);

  expect(exitCode).toBe(4);
  expect(stderr).toContain("larder login --registry http://127.0.0.1:1 --user NAME");
  expect(dry.document()).toMatchObject({
    data: { name: "left-pad", version: "1.0.0", dryRun: true, created: false, files: [{ path: "package.json" }] },
  });
});
