// SPEC.md §12, classes of vulnerabilities in requests. Rule ids in titles refer to it.
import { openTestDatabase } from "@larder/registry-database/testing";
import { memoryBlobStore } from "@larder/registry-storage";
import { DatabaseUnreachableError } from "@larder/sql";
import { expect, onTestFinished, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, FakeUplink, type Persona, refusal, TestRegistry, testPassword } from "../../testing/index.ts";

const privateRules = `
rules:
  - { packages: "@acme/*", origin: hosted, read: [ada], publish: [ada] }
  - { packages: "**", origin: hosted }
`;

async function openPrivate(): Promise<{ world: TestRegistry; ada: Persona; eve: Persona }> {
  const configuration = parseRegistryConfiguration(privateRules, "registry.yaml");
  const world = await TestRegistry.open({ configuration });
  const [ada, eve] = [await world.user("ada"), await world.user("eve")];
  await ada.publish(aPackage("@acme/chat"));
  return { world, ada, eve };
}

const climbing = [
  "/left-pad/-/..%2f..%2fsecret.tgz",
  "/left-pad/-/%2e%2e%2f%2e%2e%2fsecret.tgz",
  "/left-pad/-/left-pad-1.0.0.tgz%00.tgz",
  "/left-pad/-/..%5csecret.tgz",
  "/..%2f..%2fetc%2fpasswd",
  "/@acme%2f..%2f..%2fchat",
  "/%2e%2e%2fchat",
  "/.hidden",
  "/node_modules",
];

test.each(climbing)("[S8] %s is no name, and nobody looks for it", async (path) => {
  const touched: string[] = [];
  const storage = memoryBlobStore();
  const watching = { ...storage, open: async (integrity: never) => (touched.push(integrity), storage.open(integrity)) };
  const { anonymous } = await TestRegistry.open({ storage: watching });

  expect((await anonymous.get(path)).status).toBe(400);
  expect(touched).toEqual([]);
});

test("[S11] markup in a package is data: no answer of the registry is a page that runs it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const markup = "<script>alert(1)</script>";
  await ada.publish(aPackage("left-pad").with({ description: markup }).file("README.md", markup));
  const paths = ["/left-pad", "/left-pad/1.0.0", "/left-pad/-/left-pad-1.0.0.tgz", "/-/api/v1/packages/left-pad"];
  const odd = ["/left-pad/%3Cscript%3E", "/-/%3Cscript%3E", "/-/v1/search?text=%3Cscript%3E", "/%3Cscript%3E"];

  for (const path of [...paths, ...odd]) {
    const { headers } = await anonymous.get(path, { accept: "*/*" });
    expect([path, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
      path,
      expect.stringMatching(/^application\/(?:json|octet-stream)\b/),
      "nosniff",
    ]);
  }
});

const a = (count: number): string => "a".repeat(count);

/** Too long by little, so that only the limit of the thing itself can refuse it, and too long by far. */
const tooLong = [
  `/${a(300)}`,
  `/@${a(150)}%2f${a(150)}`,
  `/left-pad/${"1".repeat(300)}`,
  `/left-pad/-/${"-1".repeat(300)}.tgz`,
  `/-/v1/search?text=${a(600)}`,
  `/-/api/v1/search?text=${encodeURIComponent("%_".repeat(300))}`,
  `/${a(60_000)}`,
  `/left-pad/${"1.".repeat(30_000)}`,
  `/-/v1/search?text=${encodeURIComponent("keywords:,,,".repeat(5000))}`,
];

test.each(tooLong.map((path) => ({ begins: path.slice(0, 30), length: path.length, path })))(
  "[S13] $length characters of $begins… are refused by their length, at once",
  async ({ path }) => {
    const { ada } = await TestRegistry.withUsers("ada");
    await ada.publish(aPackage("left-pad"));

    const startedAt = performance.now();
    const { status } = await ada.get(path);

    expect([400, 414]).toContain(status);
    expect(performance.now() - startedAt).toBeLessThan(3000);
  },
);

test("[S18] a token is in the answer that makes it, and nowhere else: not in the database, nor in a list", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const secret = ada.token ?? "";

  const rows = JSON.stringify(await world.database.db.query.tokens.findMany());
  const list = await (await ada.get("/-/npm/v1/tokens")).text();

  expect(secret).toMatch(/^lrd_[\w-]{30,}$/);
  expect(rows).toContain('"name":"test"');
  expect([rows.includes(secret.slice(10)), list.includes(secret.slice(10))]).toEqual([false, false]);
});

/** The processor time that this process spends until `work` is done, in milliseconds: unlike its wall time, no neighbour makes it longer. */
async function cpuMsOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test("[S19] no password is checked for a request: a login is, and everything else has a token", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  const basic = `Basic ${Buffer.from(`ada:${testPassword}`).toString("base64")}`;

  expect((await anonymous.get("/-/whoami", { authorization: basic })).status).toBe(401);
  const login = await cpuMsOf(() =>
    anonymous.put("/-/user/org.couchdb.user:ada", { name: "ada", password: testPassword }),
  );
  const hundredReads = await cpuMsOf(async () => {
    for (let round = 0; round < 100; round += 1) await (await ada.get("/-/whoami")).text();
  });
  // One check of a password takes tens of milliseconds by design.
  expect(hundredReads).toBeLessThan(50 * login);
});

test("[S20] [S22] a database that does not answer is 503 with a time to wait: neither a right, nor something missing", async () => {
  const real = await openTestDatabase();
  onTestFinished(() => real.close());
  let isDown = false;
  const database = new Proxy(real, {
    get: (target, key) => {
      if (isDown && key === "db") throw new DatabaseUnreachableError("postgres://database.example", "it is down");
      return Reflect.get(target, key) as unknown;
    },
  });
  const configuration = parseRegistryConfiguration(privateRules, "registry.yaml");
  const world = await TestRegistry.open({ database, configuration });
  const [ada, eve] = [await world.user("ada"), await world.user("eve")];
  isDown = true;

  const paths = ["/@acme/other/1.0.0/", "/-/v1/search?text=x", "/-/api/v1/packages", "/-/npm/v1/user"];
  for (const persona of [ada, eve]) {
    for (const path of paths) {
      const response = await persona.get(path);
      expect([path, response.status, response.headers.get("retry-after")]).toEqual([path, 503, "5"]);
    }
  }
});

const faults: readonly { what: string; open: () => undefined }[] = [
  {
    what: "fails",
    open: () => {
      throw Object.assign(new Error("permission denied"), { code: "EACCES" });
    },
  },
  { what: "has lost what is published", open: () => undefined },
];

test.each(faults)(
  "[S22] storage that $what is a failure of the registry, and not an archive that is missing",
  async ({ open }) => {
    const storage = memoryBlobStore();
    let isFaulty = false;
    const world = await TestRegistry.open({
      storage: { ...storage, open: async (integrity) => (isFaulty ? open() : storage.open(integrity)) },
    });
    const ada = await world.user("ada");
    await ada.publish(aPackage("left-pad"));
    isFaulty = true;

    const response = await ada.get("/left-pad/-/left-pad-1.0.0.tgz");

    expect(await refusal(response)).toMatchObject({ status: 500, code: "EINTERNAL" });
  },
);

const noUserNames = ["ada\nroot:x", "ada:root", "../ada", "$all", "ada\u0000", "ａｄａ"];

test.each(noUserNames)("[S21] %j names no user", async (name) => {
  const { world } = await TestRegistry.withUsers("ada");
  const json = { name, password: testPassword };

  const response = await world.registry.control.request("/users", { method: "POST", body: JSON.stringify(json) });

  expect(response.status).toBe(400);
});

test("[S23] whoever knows the digest of an archive gets nothing by it", async () => {
  const { ada, eve, world } = await openPrivate();
  const path = "/@acme/chat/-/chat-1.0.0.tgz";
  const etag = (await ada.get(path)).headers.get("etag") ?? "";
  expect((await ada.get(path, { "if-none-match": etag })).status).toBe(304);

  expect((await eve.get(path, { "if-none-match": etag })).status).toBe(404);
  expect((await world.anonymous.get(path, { "if-none-match": etag })).status).toBe(401);
  await eve.publish(aPackage("mine"));
  expect((await eve.get(`/mine/-/chat-1.0.0.tgz`, { "if-none-match": etag })).status).toBe(404);
});

const ofPackage = [
  "/NAME",
  "/NAME/1.0.0",
  "/NAME/-/chat-1.0.0.tgz",
  "/-/package/NAME/dist-tags",
  "/-/package/NAME/owners",
  "/-/npm/v1/attestations/NAME@1.0.0",
  "/-/api/v1/packages/NAME",
];

test.each(ofPackage)("[S24] %s tells a stranger nothing about whether a private name exists", async (pattern) => {
  const { world, eve } = await openPrivate();

  for (const persona of [eve, world.anonymous]) {
    const [there, missing] = await Promise.all(
      ["@acme%2fchat", "@acme%2fnone"].map(async (name) => {
        const response = await persona.get(pattern.replace("NAME", name));
        const text = (await response.text()).replaceAll(/@acme(?:%2f|\/)(?:chat|none)/g, "NAME");
        const headers = [...response.headers].filter(
          ([header]) => !["x-request-id", "content-length"].includes(header),
        );
        return { status: response.status, text, headers };
      }),
    );
    expect(there).toEqual(missing);
    expect(there?.status).toBe(persona === eve ? 404 : 401);
  }
});

test("[S25] no sentence carries what moves a terminal, whoever wrote it", async () => {
  const uplink = await FakeUplink.start();
  uplink.answer("/ms", { status: 403, body: JSON.stringify({ error: "no \u001b[2Jway\r\n" }) });
  uplink.answer("/left-pad", { status: 403, body: '{"error":"no \u001b[2Jway"}' });
  const yaml = `{ uplinks: { npm: { url: "${uplink.url}" } }, rules: [{ packages: "**", origin: npm }] }`;
  const world = await TestRegistry.open({ configuration: parseRegistryConfiguration(yaml, "registry.yaml") });
  const paths = ["/ms", "/left-pad", "/a%1b%5b2Jb", "/-/%1b%5b2J", "/ms/%1b%5b2J", "/-/package/ms/dist-tags%1b"];

  for (const path of paths) {
    const { error } = await refusal(await world.anonymous.get(path));
    expect([path, error]).toEqual([path, expect.stringMatching(/^\P{Cc}+$/u)]);
  }
  const login = await world.anonymous.post("/-/v1/login", {});
  const { loginUrl, doneUrl } = (await login.json()) as { loginUrl: string; doneUrl: string };
  expect([loginUrl, doneUrl].map((url) => new URL(url).protocol)).toEqual(["https:", "https:"]);
});

const lookalikes = ["Left-Pad", "lеft-pad", "left-pad\u200b", "ℓeft-pad", " left-pad", "left pad"];

test.each(lookalikes)("[S29] %j looks like another name, and is none", async (name) => {
  const { ada } = await TestRegistry.withUsers("ada");

  const response = await ada.put(`/${encodeURIComponent(name)}`, await aPackage(name).body());

  expect(await refusal(response)).toMatchObject({ status: 400, code: "EINVALIDPACKAGENAME" });
});

test("[S30] no cache is led astray: no URL comes from the host that was asked, and what is private says so", async () => {
  const { world, ada } = await openPrivate();
  await ada.publish(aPackage("left-pad"));
  const forged = { "x-forwarded-host": "evil.example", "x-forwarded-proto": "gopher", forwarded: "host=evil.example" };

  const open = await world.anonymous.get("/left-pad", forged);
  const restricted = await ada.get("/@acme/chat", forged);

  for (const response of [open, restricted]) {
    expect(response.headers.get("vary")).toMatch(/Accept, ?Accept-Encoding/);
    expect(await response.text()).not.toContain("evil.example");
  }
  expect(open.headers.get("cache-control")).toMatch(/^public/);
  expect(restricted.headers.get("cache-control")).toMatch(/^private/);
  for (const path of ["/@acme/chat/1.0.0", "/@acme/chat/-/chat-1.0.0.tgz"]) {
    expect([path, (await ada.get(path)).headers.get("cache-control")]).toEqual([
      path,
      expect.stringMatching(/^private/),
    ]);
  }
});
