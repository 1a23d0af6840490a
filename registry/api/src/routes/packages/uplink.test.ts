// SPEC.md §6, origins and uplinks. Rule ids in titles refer to it.
import { randomBytes } from "node:crypto";
import { type Logger, pino } from "pino";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { defaultConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, endless, FakeUplink, refusal, seen, TestRegistry } from "../../testing/index.ts";

async function openWithUplink(
  clock?: () => Date,
  logger?: Logger,
): Promise<{ uplink: FakeUplink; world: TestRegistry }> {
  const uplink = await FakeUplink.start();
  const configuration = defaultConfiguration({ uplink: uplink.url });
  return {
    uplink,
    world: await TestRegistry.open({ configuration, ...(clock && { clock }), ...(logger && { logger }) }),
  };
}

test("[O1] a package of the uplink keeps its fields, and its archive comes through here and is kept", async () => {
  const { uplink, world } = await openWithUplink();
  const pkg = aPackage("@types/ms");
  const signatures = [{ keyid: "SHA256:x", sig: "y" }];
  await uplink.serve(pkg, { _npmUser: { name: "bob", trustedPublisher: { id: "github" } } }, { signatures });

  const { body } = await seen(await world.anonymous.get("/@types%2fms"));
  const path = "/@types/ms/-/ms-1.0.0.tgz";
  const first = new Uint8Array(await (await world.anonymous.get(path)).arrayBuffer());
  uplink.isDown = true;
  const second = new Uint8Array(await (await world.anonymous.get(path)).arrayBuffer());

  expect(body).toMatchObject({
    versions: {
      "1.0.0": {
        _npmUser: { name: "bob", trustedPublisher: { id: "github" } },
        dist: { signatures, tarball: `https://packages.example${path}` },
      },
    },
    time: { "1.0.0": "2026-01-02T03:04:05.000Z" },
  });
  expect([first, second]).toEqual([new Uint8Array(await pkg.tarball()), first]);
  expect(await world.countBlobs()).toBe(1);
});

test("[O2] [S1] bytes that are not the promised ones break off and are not kept", async () => {
  const { uplink, world } = await openWithUplink();
  await uplink.serve(aPackage("ms"), {}, { integrity: `sha512-${"A".repeat(86)}==` });

  const response = await world.anonymous.get("/ms/-/ms-1.0.0.tgz");

  await expect(response.arrayBuffer()).rejects.toThrow("sent other bytes");
  expect(await world.countBlobs()).toBe(0);
});

test("[O2] [O4] those who wait for an archive that is not the promised one hear so, and the uplink is asked once", async () => {
  const { uplink, world } = await openWithUplink();
  await uplink.serve(aPackage("ms"), {}, { integrity: `sha512-${"A".repeat(86)}==` });
  await (await world.anonymous.get("/ms")).text();
  uplink.requests.length = 0;

  const responses = await Promise.all(Array.from({ length: 5 }, () => world.anonymous.get("/ms/-/ms-1.0.0.tgz")));

  expect(responses.filter(({ status }) => status === 502)).toHaveLength(4);
  await expect(responses.find(({ status }) => status === 200)?.arrayBuffer()).rejects.toThrow("sent other bytes");
  expect(uplink.requests).toHaveLength(1);
});

test("[O3] when the uplink is down, what is known flows on and what is unknown says so", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const { uplink, world } = await openWithUplink(() => now);
  await uplink.serve(aPackage("ms"));
  await world.anonymous.get("/ms");
  uplink.isDown = true;
  now = new Date("2026-11-22T10:00:00Z");

  const stale = await world.anonymous.get("/ms");
  expect([stale.status, stale.headers.get("warning")]).toEqual([200, '111 larder "Revalidation Failed"']);
  const unknown = await refusal(await world.anonymous.get("/left-pad"));
  expect(unknown).toMatchObject({ status: 503, code: "EUNAVAILABLE" });
  expect(unknown.error).toContain("The uplink `npm` is not available");
});

test("[O3] an uplink that nobody listens at is named as what is missing, and not the database", async () => {
  const { uplink, world } = await openWithUplink();
  await uplink.close();

  const { error } = await refusal(await world.anonymous.get("/ms"));

  expect(error).toBe(
    `The uplink \`npm\` is not available: \`${new URL(uplink.url).host}\` does not answer (ECONNREFUSED)`,
  );
});

test("[O4] a fresh document is not asked for again, an old one only whether it has changed", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const { uplink, world } = await openWithUplink(() => now);
  await uplink.serve(aPackage("ms"));

  await Promise.all([world.anonymous.get("/ms"), world.anonymous.get("/ms"), world.anonymous.get("/ms")]);
  expect(uplink.requests.map(({ path }) => path)).toEqual(["/ms"]);
  now = new Date("2026-11-21T12:00:00Z");
  expect((await world.anonymous.get("/ms")).status).toBe(200);

  expect(uplink.requests).toHaveLength(2);
  expect(uplink.requests[1]?.headers["if-none-match"]).toMatch(/^"[0-9a-f]{40}"$/);
});

test("[O4] [O6] a name that nobody has is asked for once in a few seconds, but for a claim at once", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const { uplink, world } = await openWithUplink(() => now);
  const ada = await world.user("ada");
  const ask = async (name: string): Promise<number> => (await world.anonymous.get(`/${name}`)).status;

  expect([await ask("ms"), await ask("ms"), await ask("left-pad")]).toEqual([404, 404, 404]);
  expect(uplink.requests.map(({ path }) => path)).toEqual(["/ms", "/left-pad"]);
  await uplink.serve(aPackage("ms"));
  expect((await refusal(await ada.publish(aPackage("ms")))).status).toBe(403);
  now = new Date("2026-11-21T10:00:06Z");

  expect(await ask("ms")).toBe(200);
});

test("[O4] an archive that a lockfile names is found, although the document that is kept is older than its version", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const { uplink, world } = await openWithUplink(() => now);
  await uplink.serve(aPackage("ms"));
  await (await world.anonymous.get("/ms")).text();
  await uplink.serve(aPackage("ms").version("2.0.0"));
  now = new Date("2026-11-21T10:01:00Z");
  uplink.requests.length = 0;

  expect((await world.anonymous.get("/ms/-/ms-2.0.0.tgz")).status).toBe(200);
  expect((await world.anonymous.get("/ms/-/ms-3.0.0.tgz")).status).toBe(404);
  expect((await world.anonymous.get("/other/-/other-3.0.0.tgz")).status).toBe(404);
  expect(uplink.requests.map(({ path }) => path)).toEqual(["/ms", "/ms/-/ms-2.0.0.tgz", "/other"]);
});

test("[O4] [F8] a refresh that many wait for fails once, in the log, too", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const lines: string[] = [];
  const logger = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
  const { uplink, world } = await openWithUplink(() => now, logger);
  await uplink.serve(aPackage("ms"));
  await (await world.anonymous.get("/ms")).text();
  uplink.isDown = true;
  now = new Date("2026-11-22T10:00:00Z");

  await Promise.all(Array.from({ length: 20 }, () => world.anonymous.get("/ms")));

  expect(lines.filter((line) => line.includes("an older document is served"))).toHaveLength(1);
});

test("[O5] [S15] a first publish claims its scope for good: nothing of it is looked up at the uplink again", async () => {
  const { uplink, world } = await openWithUplink();
  const ada = await world.user("ada");
  expect((await ada.publish(aPackage("@acme/chat"))).status).toBe(201);
  await uplink.serve(aPackage("@acme/chat").version("99.0.0"));
  await uplink.serve(aPackage("@acme/inner"));
  uplink.requests.length = 0;

  expect(await seen(await ada.get("/@acme/chat/latest"))).toMatchObject({ body: { version: "1.0.0" } });
  expect((await ada.get("/@acme/inner")).status).toBe(404);
  expect(uplink.requests).toEqual([]);
});

test("[O6] [S15] a name or a scope that the uplink has cannot be claimed, nor while nobody can tell", async () => {
  const { uplink, world } = await openWithUplink();
  const ada = await world.user("ada");
  await uplink.serve(aPackage("ms"));
  await uplink.serve(aPackage("@types/ms"));
  await ada.get("/@types/ms");

  expect(await refusal(await ada.publish(aPackage("ms")))).toMatchObject({
    status: 403,
    error: "`ms` cannot be published: the uplink `npm` has a package of that name",
  });
  expect(await refusal(await ada.publish(aPackage("@types/mine")))).toMatchObject({ status: 403 });
  uplink.isDown = true;
  expect(await refusal(await ada.publish(aPackage("@acme/chat")))).toMatchObject({ status: 503 });
  expect(await world.countBlobs()).toBe(0);
});

test("[O7] [S6] an archive at a private address that nobody declared is not fetched, nor after a redirect", async () => {
  const { uplink, world } = await openWithUplink();
  await uplink.serve(aPackage("one"), {}, { tarball: "http://127.0.0.1:1/one/-/one-1.0.0.tgz" });
  await uplink.serve(aPackage("two"));
  uplink.answer("/two/-/two-1.0.0.tgz", { status: 302, headers: { location: "http://169.254.169.254/x" }, body: "" });

  for (const name of ["one", "two"]) {
    const response = await refusal(await world.anonymous.get(`/${name}/-/${name}-1.0.0.tgz`));
    expect(response).toMatchObject({ status: 502, code: "EUPLINK" });
    expect(response.error).toContain("which is a private address");
  }
});

test("[O13] versions that nobody can keep make a document none", async () => {
  const { uplink, world } = await openWithUplink();
  const dist = { tarball: `${uplink.url}ms.tgz` };
  const answer = { name: "ms", "dist-tags": {}, versions: { "1.0.0\u0000": { dist } } };
  uplink.answer("/ms", { body: JSON.stringify(answer) });

  expect(await refusal(await world.anonymous.get("/ms"))).toMatchObject({ status: 502, code: "EUPLINK" });
});

test("[O8] [S7] the uplink's token goes to the uplink's own origin only, and the caller's goes nowhere", async () => {
  const [uplink, elsewhere] = [await FakeUplink.start(), await FakeUplink.start()];
  const pkg = aPackage("ms");
  await uplink.serve(pkg, {}, { tarball: `${elsewhere.url}ms.tgz` });
  elsewhere.answer("/ms.tgz", { body: await pkg.tarball() });
  const configuration = parseRegistryConfiguration(
    `{ uplinks: { npm: { url: "${uplink.url}", token: "$\{TOKEN}", privateHosts: ["127.0.0.1"] } }, rules: [{ packages: "**", origin: npm }] }`,
    "registry.yaml",
    { TOKEN: "secret" },
  );
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");

  expect((await ada.get("/ms/-/ms.tgz")).status).toBe(200);

  expect(uplink.requests.map(({ headers }) => headers["authorization"])).toEqual(["Bearer secret"]);
  expect(elsewhere.requests.map(({ headers }) => headers["authorization"])).toEqual([undefined]);
});

test("[O9] a request that comes back to the registry that sent it says so", async () => {
  const { uplink, world } = await openWithUplink();
  await world.anonymous.get("/ms");
  const hops = String(uplink.requests[0]?.headers["larder-hops"]);

  const response = await world.anonymous.get("/ms", { "larder-hops": hops });

  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(await refusal(response)).toMatchObject({
    status: 502,
    error: "This registry is its own uplink: a request that it sent came back to it",
  });
});

test("[O4] what another replica has fetched meanwhile is served, although the uplink then says that nothing changed", async () => {
  let now = new Date("2026-11-21T10:00:00Z");
  const { uplink, world } = await openWithUplink(() => now);
  const other = await TestRegistry.open({
    database: world.database,
    configuration: defaultConfiguration({ uplink: uplink.url }),
    clock: () => now,
  });
  await uplink.serve(aPackage("ms"));
  await world.anonymous.get("/ms");
  await uplink.serve(aPackage("ms").version("2.0.0"));
  now = new Date("2026-11-21T12:00:00Z");
  await other.anonymous.get("/ms");
  now = new Date("2026-11-21T14:00:00Z");

  const { body } = await seen(await world.anonymous.get("/ms"));

  expect(body).toMatchObject({ "dist-tags": { latest: "2.0.0" } });
});

test("[O12] a client that does not read its archive keeps nobody else waiting, and still gets all of it", async () => {
  const { uplink, world } = await openWithUplink();
  const pkg = aPackage("large").file("noise.txt", randomBytes(6 * 1024 * 1024).toString("base64"));
  await uplink.serve(pkg);
  const path = "/large/-/large-1.0.0.tgz";

  const idle = await world.anonymous.get(path);
  const second = new Uint8Array(await (await world.anonymous.get(path)).arrayBuffer());
  const first = new Uint8Array(await idle.arrayBuffer());

  const wanted = Buffer.from(await pkg.tarball());
  expect([wanted.equals(first), wanted.equals(second)]).toEqual([true, true]);
  expect(uplink.requests.filter((request) => request.path === path)).toHaveLength(1);
});

test("[O12] a client that goes away in the middle leaves nothing behind, and the next one gets the archive", async () => {
  const { uplink, world } = await openWithUplink();
  const pkg = aPackage("large").file("noise.txt", randomBytes(6 * 1024 * 1024).toString("base64"));
  await uplink.serve(pkg);
  const path = "/large/-/large-1.0.0.tgz";

  const left = await world.anonymous.get(path);
  await left.body?.cancel();
  const whole = new Uint8Array(await (await world.anonymous.get(path)).arrayBuffer());

  expect(Buffer.from(await pkg.tarball()).equals(whole)).toBe(true);
  expect(await world.countBlobs()).toBe(1);
});

test("[O13] a refusal of the uplink that never ends is not read to its end", async () => {
  const { uplink, world } = await openWithUplink();
  uplink.answer("/ms", { status: 403, body: endless });

  expect(await refusal(await world.anonymous.get("/ms"))).toMatchObject({ status: 502, code: "EUPLINK" });
});
