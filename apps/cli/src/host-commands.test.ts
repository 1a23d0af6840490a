import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { newWorkplace, type Staying, type Workplace } from "./testing/larder-process.ts";

/* Everything that a host does, by the commands, against a registry that runs for all tests of this file. */

let shop: Workplace;
let registry: Staying;

const plugin = (onLoad: string) => `import { definePlugin } from "@larder/sdk";
export default definePlugin({
  actions: { hello: { description: "Greets", handler: async () => ({ text: "hello" }) } },
  async onLoad() { ${onLoad} },
});
`;

beforeAll(async () => {
  shop = await newWorkplace();
  registry = await shop.start(["serve", "--listen", "127.0.0.1:0", "--data", "data", "--uplink", "none"]);
  await shop.run(["user", "add", "ada", "--data", "data"], "correct horse battery\n");
  await shop.run(["login", "--registry", registry.url, "--user", "ada"], "correct horse battery\n");
  await publish("greeter", { "plugins/greeter/index.js": plugin("") });
  await publish("broken", {
    "plugins/broken/index.js": plugin('throw new Error("the lamp is out of oil");'),
  });
  await publish("careless", {
    "plugins/careless/index.js": `${plugin("void lose(); setTimeout(lose, 100);")}
      async function lose() { await null; throw new Error("nobody waits for this"); }`,
  });
});

afterAll(() => shop[Symbol.asyncDispose]());

async function publish(name: string, files: { readonly [path: string]: string }): Promise<void> {
  const manifest = {
    name,
    version: "1.0.0",
    type: "module",
    larder: {},
    peerDependencies: { "@larder/sdk": "^1.0.0" },
  };
  const all = { "package.json": JSON.stringify(manifest), ...files };
  for (const [path, text] of Object.entries(all)) {
    await mkdir(dirname(join(shop.directory, name, path)), { recursive: true });
    await writeFile(join(shop.directory, name, path), text);
  }
  const { exitCode, stderr } = await shop.run(["publish", name, "--registry", registry.url]);
  if (exitCode !== 0) throw new Error(stderr);
}

/** Makes a host of its own for a test. */
async function newHost(): Promise<Workplace> {
  const host = await newWorkplace();
  await host.run(["host", "init", ".", "--registry", registry.url]);
  return host;
}

test("what is published is found by its plugin, and shown with its components", async () => {
  const found = await shop.run(["search", "--plugin", "greeter", "--registry", registry.url, "--json"]);
  const shown = await shop.run(["info", "greeter", "--registry", registry.url, "--json"]);
  const missing = await shop.run(["info", "nobody", "--registry", registry.url, "--json"]);

  expect(found.document()).toMatchObject({ data: { total: 1, hits: [{ name: "greeter", version: "1.0.0" }] } });
  expect(shown.document()).toMatchObject({
    data: { name: "greeter", components: [{ kind: "plugin", name: "greeter" }] },
  });
  expect(missing.exitCode).toBe(1);
  expect(missing.document()).toMatchObject({ error: { code: "E404", summary: expect.stringContaining("`nobody`") } });
});

test("a version that is not there is refused, with the command that lists those that are", async () => {
  const { exitCode, document } = await shop.run(["info", "greeter@9.9.9", "--registry", registry.url, "--json"]);

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    error: { code: "E404", hint: expect.stringContaining(`larder info greeter --registry ${registry.url}`) },
  });
});

test("the pages of the registry show it to a browser", async () => {
  const accept = { accept: "text/html,application/xhtml+xml" };

  const home = await fetch(registry.url, { headers: accept }).then((response) => response.text());
  const page = await fetch(`${registry.url}/greeter`, { headers: accept }).then((response) => response.text());
  const document = await fetch(`${registry.url}/greeter`).then((response) => response.json());

  expect(home).toContain('<a href="/greeter">greeter</a>');
  expect(page).toContain("plugins/greeter/index.js");
  expect(document).toMatchObject({ name: "greeter" });
});

test("a package is added, listed, started and called, and the host ends by SIGTERM with 0", async () => {
  await using host = await newHost();

  const added = await host.run(["add", "greeter", "--trust", "--json"]);
  const listed = await host.run(["list", "--json"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  const again = await host.run(["start", ".", "--listen", "127.0.0.1:0", "--json"]);
  const called = await host.run(["call", "greeter.hello", "--json"]);
  const refused = await host.run(["call", "greeter.goodbye", "--json"]);
  const ended = await running.stop("SIGTERM");

  expect(added.document()).toMatchObject({
    data: {
      wants: { greeter: "^1.0.0" },
      installed: { added: [{ name: "greeter", version: "1.0.0" }], needsTrust: [] },
    },
  });
  expect(listed.document()).toMatchObject({ data: { packages: [{ name: "greeter", mode: "trusted" }] } });
  expect(again.document()).toMatchObject({ error: { code: "EHELD", summary: expect.stringContaining(running.url) } });
  expect(called.document()).toMatchObject({ ok: true, data: { action: "greeter.hello", result: { text: "hello" } } });
  expect(refused.document()).toMatchObject({ ok: false, error: { code: "EACTION" } });
  expect(ended.exitCode).toBe(0);
});

test("a plugin that throws is named with its reason, and the host answers for the others", async () => {
  await using host = await newHost();
  await host.run(["add", "broken", "greeter", "--trust"]);

  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  const called = await host.run(["call", "greeter.hello", "--json"]);

  expect(running.data["packages"]).toMatchObject([
    { name: "broken", actual: "failed", reason: expect.stringContaining("the lamp is out of oil") },
    { name: "greeter", actual: "started" },
  ]);
  expect(called.exitCode).toBe(0);
  await running.stop("SIGTERM");
});

test("a host survives what its packages leave to nobody, and says whose it was", async () => {
  await using host = await newHost();
  await host.run(["add", "careless", "--trust"]);

  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  await delay(300);
  const called = await host.run(["call", "careless.hello", "--json"]);
  const { exitCode, stderr } = await running.stop("SIGTERM");

  expect(called.exitCode).toBe(0);
  expect(exitCode).toBe(0);
  const lines = stderr.split("\n").filter((line) => line.includes("nobody waits for this"));
  expect(lines).toHaveLength(2);
  for (const line of lines) expect(line).toMatch(/"package":"careless".*A failure was left that nobody waits for/);
});

test("code that nobody trusts runs in a sandbox, and how to trust it is named", async () => {
  await using host = await newHost();

  const added = await host.run(["add", "greeter"]);
  const running = await host.start(["start", ".", "--listen", "127.0.0.1:0"]);
  const called = await host.run(["call", "greeter.hello", "--json"]);

  expect(added.stdout).toContain("larder add --trust greeter");
  expect(running.data["packages"]).toMatchObject([{ name: "greeter", actual: "started", mode: "sandboxed" }]);
  expect(called.document()).toMatchObject({ data: { result: { text: "hello" } } });
  await running.stop("SIGTERM");
});

test("a corrupt lockfile is refused with its line, and stays as it is", async () => {
  await using host = await newHost();
  await host.run(["add", "greeter", "--trust"]);
  const path = join(host.directory, "larder.lock");
  const corrupt = (await readFile(path, "utf8")).replace("package greeter@1.0.0", "pakage greeter@1.0.0");
  await writeFile(path, corrupt);

  const { exitCode, document } = await host.run(["install", "--json"]);

  expect(exitCode).toBe(1);
  expect(document()).toMatchObject({
    error: { code: "ELOCKFILE", summary: expect.stringMatching(/larder\.lock.*\d/) },
  });
  expect(await readFile(path, "utf8")).toBe(corrupt);
});

test("a lock that is out of date fails `lock --check` and `install --frozen` with 3", async () => {
  await using host = await newHost();
  await host.run(["add", "greeter", "--trust"]);
  const path = join(host.directory, "larder.yaml");
  await writeFile(path, (await readFile(path, "utf8")).replace("greeter: ^1.0.0", "greeter: ^1.0.0\n  broken: ^1.0.0"));

  const checked = await host.run(["lock", "--check", "--json"]);
  const frozen = await host.run(["install", "--frozen", "--json"]);
  const locked = await host.run(["lock", "--json"]);
  const checkedAgain = await host.run(["lock", "--check"]);

  expect(checked.exitCode).toBe(3);
  expect(checked.document()).toMatchObject({ error: { code: "ELOCKSTALE" } });
  expect(frozen.exitCode).toBe(3);
  expect(locked.document()).toMatchObject({
    data: { changed: true, packages: [{ name: "broken" }, { name: "greeter" }] },
  });
  expect(checkedAgain.exitCode).toBe(0);
});

test.each([
  ["nobody-has-this", 1, "E404"],
  ["greeter@^9", 7, "ERESOLVE"],
  ["Not A Name", 2, "EINVALIDSPEC"],
])("`larder add %j` is refused with %i, and changes nothing", async (spec, expected, code) => {
  await using host = await newHost();
  const before = await readFile(join(host.directory, "larder.yaml"), "utf8");

  const { exitCode, document } = await host.run(["add", spec, "--json"]);

  expect(document()).toMatchObject({ ok: false, error: { code } });
  expect(exitCode).toBe(expected);
  expect(await readFile(join(host.directory, "larder.yaml"), "utf8")).toBe(before);
});

test("a version that was published with other bytes is refused, and the same bytes are fine", async () => {
  const again = await shop.run(["publish", "greeter", "--registry", registry.url, "--json"]);
  await writeFile(join(shop.directory, "greeter", "plugins", "greeter", "index.js"), plugin("1 + 1;"));
  const changed = await shop.run(["publish", "greeter", "--registry", registry.url, "--json"]);

  expect(again.document()).toMatchObject({ ok: true, data: { created: false } });
  expect(changed.exitCode).toBe(1);
  expect(changed.document()).toMatchObject({ error: { code: "EPUBLISHCONFLICT", hint: expect.any(String) } });
});
