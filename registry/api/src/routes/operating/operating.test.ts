// SPEC.md, operating. Rule ids in titles refer to it.
import { DatabaseUnreachableError } from "@larder/sql";
import { pino } from "pino";
import { expect, test } from "vitest";

import { defaultConfiguration, parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, FakeUplink, refusal, seen, TestRegistry, testPassword } from "../../testing/index.ts";

const statusOf = async (response: Promise<Response>): Promise<number> => (await response).status;

const neverThere = () =>
  Promise.reject(new DatabaseUnreachableError("postgres://127.0.0.1/larder", "it does not answer"));

const hosted = "rules:\n  - packages: '**'\n    origin: hosted\n";

test("[F1] metrics count requests by the pattern of the route, never by what was asked for", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("@acme/secret-name"));
  await anonymous.get("/@acme/secret-name");
  await anonymous.get("/nobody-has-this");
  await anonymous.send("/left-pad", { method: "PROPFIND" });

  await anonymous.get("/-/metrics");

  const response = await anonymous.get("/-/metrics");
  const text = await response.text();

  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  expect(text).toContain('larder_http_request_duration_seconds_count{method="GET",route="/:name",status="2xx"} 1');
  expect(text).toContain('larder_http_request_duration_seconds_count{method="GET",route="/:name",status="4xx"} 1');
  expect(text).toContain('larder_http_request_duration_seconds_count{method="PUT",route="/:name",status="2xx"} 1');
  expect(text).toContain('{method="GET",route="/-/metrics",status="2xx"} 1');
  expect(text).not.toContain("/:name/:versionOrTag");
  expect(text).toMatch(/method="PUT",route="\/:name",status="2xx",le="\+Inf"\} 1|le="\+Inf",method="PUT".*\} 1/);
  expect(text).toContain('method="other"');
  expect(text).toContain("process_cpu_seconds_total");
  expect(text).toContain("nodejs_eventloop_lag_seconds");
  expect(text).toMatch(/^larder_build_info\{version="[\d.]+",node="[\d.]+"\} 1$/m);
  expect(text).toMatch(/^larder_http_requests_in_flight 1$/m);
  expect(text).not.toMatch(/secret-name|nobody-has-this|PROPFIND/);
});

test("[F2] metrics are for this machine and for administrators", async () => {
  const world = await TestRegistry.open();
  const eve = await world.user("eve");
  const root = await world.user("root", { isAdmin: true, scopes: ["admin"] });
  const far = "192.0.2.7";

  expect(await statusOf(world.anonymous.get("/-/metrics"))).toBe(200);
  expect(await statusOf(world.anonymous.at(far).get("/-/metrics"))).toBe(401);
  expect(await statusOf(eve.at(far).get("/-/metrics"))).toBe(403);
  expect(await statusOf(root.at(far).get("/-/metrics"))).toBe(200);
  // A proxy on this machine that nobody declared passes strangers on.
  expect(await statusOf(world.anonymous.get("/-/metrics", { "x-forwarded-for": far }))).toBe(401);
});

test("[F2] other readers of metrics are declared", async () => {
  const configuration = parseRegistryConfiguration(`${hosted}metricsReaders: [192.0.2.0/24]\n`, "registry.yaml");
  const { anonymous } = await TestRegistry.open({ configuration });

  expect((await anonymous.at("192.0.2.7").get("/-/metrics")).status).toBe(200);
  expect((await anonymous.get("/-/metrics")).status).toBe(401);
});

test("[F3] reads, writes and searches have budgets of their own, which fill up again", async () => {
  let now = Date.parse("2026-11-21T10:00:00Z");
  const configuration = parseRegistryConfiguration(
    `${hosted}rateLimits: { reads: 3, writes: 1, searches: 2 }\n`,
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration, clock: () => new Date(now) });
  const eve = (await world.user("eve")).at("192.0.2.7");
  const asEve = async (path: string): Promise<number> => (await eve.get(path)).status;

  expect([await asEve("/a"), await asEve("/b"), await asEve("/c")]).toEqual([404, 404, 404]);
  const refused = await eve.get("/d");
  expect(await refusal(refused)).toMatchObject({ status: 429, code: "E429" });
  expect(refused.headers.get("retry-after")).toBe("20");
  expect((await eve.publish(aPackage("chat"))).status).toBe(201);
  expect((await eve.publish(aPackage("chat").version("2.0.0"))).status).toBe(429);
  expect([await asEve("/-/v1/search?text=x"), await asEve("/-/v1/search?text=x")]).toEqual([200, 200]);
  expect(await asEve("/-/v1/search?text=x")).toBe(429);

  now += 20_000;
  expect([await asEve("/e"), await asEve("/f")]).toEqual([404, 429]);
});

test("[F3] users have budgets wherever they are, and everybody else has one by network", async () => {
  const configuration = parseRegistryConfiguration(`${hosted}rateLimits: { reads: 1 }\n`, "registry.yaml");
  const world = await TestRegistry.open({ configuration });
  const ada = await world.user("ada");
  const eve = await world.user("eve");
  const { anonymous } = world;
  const from = async (persona: typeof ada, address: string): Promise<number> =>
    (await persona.at(address).get("/chat")).status;

  expect([await from(ada, "192.0.2.1"), await from(ada, "192.0.2.2"), await from(eve, "192.0.2.1")]).toEqual([
    404, 429, 404,
  ]);
  expect([await from(anonymous, "2001:db8::1"), await from(anonymous, "2001:db8::ffff")]).toEqual([404, 429]);
  expect([await from(anonymous, "192.0.2.1"), await from(anonymous, "192.0.2.1")]).toEqual([404, 429]);
  // This machine itself is not limited, and probes have no budget.
  expect([await from(anonymous, "127.0.0.1"), await from(anonymous, "127.0.0.1")]).toEqual([404, 404]);
  expect((await anonymous.at("192.0.2.1").get("/-/healthz")).status).toBe(200);
});

test("[F3] a network that sends credentials that are none has no more looked up, and keeps nobody out who was there", async () => {
  const configuration = parseRegistryConfiguration(`${hosted}rateLimits: { writes: 2 }\n`, "registry.yaml");
  const world = await TestRegistry.open({ configuration });
  const [ada, late] = [(await world.user("ada")).at("192.0.2.1"), (await world.user("late")).at("192.0.2.1")];
  const guess = async (token: string, address: string): Promise<number> =>
    (await world.anonymous.at(address).get("/-/whoami", { authorization: `Bearer ${token}` })).status;
  const whoami = async (persona: typeof ada): Promise<number> => (await persona.get("/-/whoami")).status;

  expect(await whoami(ada)).toBe(200);
  expect([await guess("a", "192.0.2.1"), await guess("b", "192.0.2.1")]).toEqual([401, 401]);
  expect(await guess("c", "192.0.2.1")).toBe(429);
  expect([await whoami(ada), await whoami(late)]).toEqual([200, 429]);
  expect([await guess("c", "192.0.2.2"), await whoami(late.at("192.0.2.2"))]).toEqual([401, 200]);
});

test("[F3] [S28] an address that a client makes up has no budget of its own", async () => {
  const configuration = parseRegistryConfiguration(`${hosted}rateLimits: { reads: 1 }\n`, "registry.yaml");
  const { anonymous } = await TestRegistry.open({ configuration });
  const spoof = async (address: string): Promise<number> =>
    (await anonymous.at("192.0.2.1").get("/chat", { "x-forwarded-for": address })).status;

  expect([await spoof("198.51.100.1"), await spoof("198.51.100.2")]).toEqual([404, 429]);
});

test("[F4] a request has an id: its own in the answer and in the log, or the one that it came with", async () => {
  const lines: { requestId?: string }[] = [];
  const logger = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line) as object) });
  const { anonymous } = await TestRegistry.open({ logger });

  const made = await anonymous.get("/-/ping");
  const given = await anonymous.get("/-/ping", { "x-request-id": "abc-123.4:5" });
  const forged = await anonymous.get("/-/ping", { "x-request-id": '{"level":60} "x"' });

  expect(made.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  expect(given.headers.get("x-request-id")).toBe("abc-123.4:5");
  expect(forged.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  expect(lines.map(({ requestId }) => requestId)).toEqual(
    [made, given, forged].map((response) => response.headers.get("x-request-id")),
  );
});

test("[F5] what is longer than anything that there can be is refused before anybody looks at it", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  const long = "a".repeat(5000);

  expect(await refusal(await ada.get(`/${long}`))).toMatchObject({ status: 414, code: "E414" });
  expect(await refusal(await ada.get(`/-/v1/search?text=${long}`))).toMatchObject({ status: 414, code: "E414" });
  expect(await refusal(await ada.get(`/${"a".repeat(300)}`))).toMatchObject({ status: 400 });
  expect(await refusal(await ada.get(`/chat/${"1".repeat(300)}`))).toMatchObject({ status: 400 });
  expect(await refusal(await ada.get(`/-/v1/search?text=${"a".repeat(1000)}`))).toMatchObject({ status: 400 });
  expect(await refusal(await ada.put("/-/package/chat/dist-tags/beta", "1".repeat(300)))).toMatchObject({
    status: 422,
  });
  const body = { name: "x".repeat(70_000), password: testPassword };
  expect(await refusal(await ada.put("/-/user/org.couchdb.user:x", body))).toMatchObject({ status: 413 });
});

test("[F6] a registry that finishes is alive, and not ready", async () => {
  const { registry, anonymous } = await TestRegistry.open();
  const before = await anonymous.get("/-/readyz");
  registry.drain();

  expect(before.status).toBe(200);
  expect(await seen(await anonymous.get("/-/healthz"))).toMatchObject({ status: 200 });
  expect(await refusal(await anonymous.get("/-/readyz"))).toMatchObject({ status: 503, code: "EUNAVAILABLE" });
});

test("[F6] a registry whose storage or database fails is not ready", async () => {
  const world = await TestRegistry.open();
  const failing = { ...world.storage, has: () => Promise.reject(new Error("EIO")) };
  const lame = await TestRegistry.open({ database: world.database, storage: failing });
  const mute = await TestRegistry.open({ database: { ...world.database, ping: neverThere } });

  expect(await refusal(await lame.anonymous.get("/-/readyz"))).toMatchObject({ status: 503, code: "EUNAVAILABLE" });
  expect(await refusal(await mute.anonymous.get("/-/readyz"))).toMatchObject({ status: 503, code: "EUNAVAILABLE" });
  expect((await world.anonymous.get("/-/readyz")).status).toBe(200);
});

test("[F7] downloads are counted by version and by day, but not what was only asked about", async () => {
  const now = new Date("2026-11-21T10:00:00Z");
  const world = await TestRegistry.open({ configuration: defaultConfiguration(), clock: () => now });
  const ada = await world.user("ada");
  await ada.publish(aPackage("@acme/chat"));
  await ada.publish(aPackage("@acme/chat").version("2.0.0"));
  const archive = "/@acme/chat/-/chat-1.0.0.tgz";
  const response = await ada.get(archive);
  await response.arrayBuffer();
  await (await ada.get(archive)).arrayBuffer();
  await (await ada.get("/@acme/chat/-/chat-2.0.0.tgz")).arrayBuffer();
  await ada.send(archive, { method: "HEAD" });
  await ada.get(archive, { "if-none-match": response.headers.get("etag") ?? "" });
  await ada.get("/@acme/chat/-/chat-9.0.0.tgz");
  await world.registry.flush();

  const of = { start: "2026-11-20", end: "2026-11-21", package: "@acme/chat" };
  expect(await seen(await ada.get("/downloads/point/2026-11-20:2026-11-21/@acme/chat"))).toEqual({
    status: 200,
    body: { downloads: 3, ...of },
  });
  expect((await seen(await ada.get("/downloads/range/2026-11-20:2026-11-21/@acme%2fchat"))).body).toEqual({
    downloads: [
      { downloads: 0, day: "2026-11-20" },
      { downloads: 3, day: "2026-11-21" },
    ],
    ...of,
  });
  expect((await seen(await ada.get("/-/api/v1/packages/@acme%2fchat/downloads?period=last-day"))).body).toEqual({
    name: "@acme/chat",
    from: "2026-11-21",
    to: "2026-11-21",
    total: 3,
    days: [{ day: "2026-11-21", downloads: 3 }],
    versions: [
      { version: "1.0.0", downloads: 2 },
      { version: "2.0.0", downloads: 1 },
    ],
  });
  const { body } = await seen(await ada.get("/-/v1/search?text=chat"));
  expect(body).toMatchObject({ objects: [{ score: { detail: { popularity: expect.closeTo(0.1, 2) as number } } }] });
});

test.each(["yesterday", "2026-02-30", "2026-11-21:2026-11-20", "2020-01-01:2026-01-01", "constructor"])(
  "[F7] no span of days: %s",
  async (period) => {
    const { ada } = await TestRegistry.withUsers("ada");
    await ada.publish(aPackage("chat"));

    expect(await refusal(await ada.get(`/downloads/point/${period}/chat`))).toMatchObject({
      status: 400,
      code: "EVALIDATION",
    });
    expect((await ada.get("/downloads/point/last-week/nobody-has-this")).status).toBe(404);
  },
);

test("[F1] metrics tell of caches, uplinks, the database and what was published", async () => {
  const uplink = await FakeUplink.start();
  await uplink.serve(aPackage("left-pad"));
  const world = await TestRegistry.open({ configuration: defaultConfiguration({ uplink: uplink.url }) });
  const ada = await world.user("ada");
  await ada.publish(aPackage("@acme/chat"));
  for (const path of ["/@acme/chat", "/@acme/chat", "/left-pad"]) await (await ada.get(path)).arrayBuffer();
  uplink.isDown = true;
  for (const name of ["a", "b", "c", "d"]) await ada.get(`/${name}`);

  const text = await (await world.anonymous.get("/-/metrics")).text();

  expect(text).toMatch(/^larder_published_versions_total 1$/m);
  expect(text).toMatch(/^larder_cache_hits_total\{cache="documents"\} [1-9]/m);
  expect(text).toMatch(/^larder_cache_bytes\{cache="documents"\} [1-9]\d{2}/m);
  expect(text).toMatch(/^larder_uplink_answers_total\{uplink="npm"\} [1-9]/m);
  expect(text).toMatch(/^larder_uplink_failures_total\{uplink="npm"\} 3$/m);
  expect(text).toMatch(/^larder_uplink_not_asked_total\{uplink="npm"\} 1$/m);
  expect(text).toMatch(/^larder_uplink_breaker_open\{uplink="npm"\} 1$/m);
  expect(text).toMatch(/^larder_database_up 1$/m);
  expect(text).toMatch(/^larder_database_waiting 0$/m);
});

test("[F5] [S13] no route fails, or takes long, over parameters that are far too long", async () => {
  const { ada, world } = await TestRegistry.withUsers("ada");
  const routes = world.registry.app.routes.filter(({ method, path }) => method !== "ALL" && path.includes(":"));
  const wrong: string[] = [];
  for (const filler of ["a", "a/", "%61", "-", "1.", "(", "%00", "@", "\u00e9"]) {
    const long = encodeURI(filler.repeat(900)).slice(0, 2700);
    for (const { method, path } of routes) {
      const startedAt = performance.now();
      const url = path.replaceAll(/:\w+/g, long);
      const init = method === "GET" ? {} : { method, body: "{}" };
      const response = await ada.send(`${url}?text=${long}&period=${long}`.slice(0, 4000), init);
      await response.body?.cancel();
      const ms = performance.now() - startedAt;
      if (response.status < 300 || response.status >= 500 || ms > 10_000) {
        wrong.push(`${method} ${path} with ${filler}: ${response.status} in ${Math.round(ms)} ms`);
      }
    }
  }

  expect(wrong).toEqual([]);
});

test("[F6] [S22] a storage that fails is a failure, and never `not there`", async () => {
  const world = await TestRegistry.open();
  const ada = await world.user("ada");
  await ada.publish(aPackage("chat"));
  const broken = { ...world.storage, open: () => Promise.reject(new Error("EIO")) };
  const lame = await TestRegistry.open({ database: world.database, storage: broken });

  expect((await lame.anonymous.get("/chat/-/chat-1.0.0.tgz")).status).toBe(500);
});
