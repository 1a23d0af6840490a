// SPEC.md §3, reading. Rule ids in titles refer to it.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { once } from "node:events";

import { expect, onTestFinished, test } from "vitest";

import { parseRegistryConfiguration } from "./origins/parse-configuration.ts";
import { findPackagePath } from "./routes/direct-read.ts";
import { aPackage, TestRegistry } from "./testing/index.ts";

const short = "application/vnd.npm.install-v1+json";
const publicUrl = "https://packages.example/npm";

const configuration = parseRegistryConfiguration(
  `
rules:
  - { packages: "@acme/*", origin: hosted, read: [ada], publish: [ada] }
  - { packages: "**", origin: hosted }
trustedProxies: [127.0.0.1]
`,
  "registry.yaml",
);

type Asked = { readonly method: string; readonly path: string; readonly headers: { readonly [name: string]: string } };

/** What came over the wire, without what differs between any two answers. */
type Wire = { readonly status: number | undefined; readonly headers: IncomingHttpHeaders; readonly body: string };

/** A registry behind two sockets: one asks its direct door first, as a server does, the other never. */
class TwoDoors {
  /** How many requests the direct door has answered. */
  direct = 0;
  readonly #world: TestRegistry;

  constructor(world: TestRegistry) {
    this.#world = world;
  }

  async open(): Promise<{ direct: string; routes: string }> {
    const { registry } = this.#world;
    const direct = await listen((incoming, response) => {
      if (registry.answerDirectly(incoming, response)) this.direct += 1;
      else void this.#answerByRoutes(incoming, response);
    });
    return { direct, routes: await listen((incoming, response) => void this.#answerByRoutes(incoming, response)) };
  }

  async #answerByRoutes(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "GET", url = "", rawHeaders } = incoming;
    const headers = new Headers();
    for (let index = 0; index < rawHeaders.length; index += 2) {
      headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "");
    }
    const asked = new Request(`http://${incoming.headers.host}${url}`, { method, headers });
    const answer = await this.#world.registry.fetch(asked, { peer: incoming.socket.remoteAddress });
    response.writeHead(answer.status, [...answer.headers].flat());
    if (answer.body === null) response.end();
    else Readable.fromWeb(answer.body as never).pipe(response);
  }
}

async function listen(listener: (incoming: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Sends a request as it stands: `fetch` would add an encoding and tidy the path. */
async function send(url: string, { method, path, headers }: Asked): Promise<Wire> {
  const sent = request(url, { method, path, headers, agent: false });
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const body = await buffer(answer);
  const { date: _date, connection: _connection, "transfer-encoding": _transfer, ...own } = answer.headers;
  // It names the request, and each is another one.
  if (own["x-request-id"] !== undefined) own["x-request-id"] = "an id";
  return { status: answer.statusCode, headers: own, body: body.toString("base64") };
}

async function openWorld() {
  const world = await TestRegistry.open({ configuration, publicUrl, pages: () => new Response("<h1>") });
  const [ada, eve] = [await world.user("ada"), await world.user("eve")];
  const readme = "Pads on the left. ".repeat(500);
  await ada.publish(aPackage("left-pad").file("README.md", readme));
  await ada.publish(aPackage("@acme/secret").file("README.md", readme));
  const tokens = {
    ada: ada.token,
    eve: eve.token,
    publisher: (await world.token("ada", { scopes: ["publish"] })).token,
    narrow: (await world.token("ada", { scopes: ["read"], packagePatterns: ["left-pad"] })).token,
    elsewhere: (await world.token("ada", { scopes: ["read"], cidrs: ["192.0.2.0/24"] })).token,
    expired: (await world.token("ada", { scopes: ["read"], expiresAt: new Date(1) })).token,
    unknown: "lrd_unknown",
  };
  const doors = new TwoDoors(world);
  return { world, tokens, doors, urls: await doors.open() };
}

const documents = [
  "/left-pad",
  "/npm/left-pad",
  "//left-pad/",
  "/@acme/secret",
  "/@acme%2fsecret",
  "/@acme%2Fsecret",
  "/%40acme%2fsecret",
  "/npm/@acme/secret/",
  "/right-pad",
  "/Left-Pad",
  "/npm",
];
const archives = [
  "/left-pad/-/left-pad-1.0.0.tgz",
  "/npm/@acme/secret/-/secret-1.0.0.tgz",
  "/@acme%2fsecret/-/secret-1.0.0.tgz",
  "/left-pad/-/left-pad-2.0.0.tgz",
  "/left-pad/-/other-1.0.0.tgz",
];
const others = [
  "/.hidden",
  "/favicon.ico",
  "/left-pad/latest",
  "/left-pad?write=true",
  "/left-pad/-/..%2f..%2fpasswd.tgz",
  "/@acme/../left-pad",
  "/-/ping",
  "/_changes",
];

test("[R8] both doors give the same answer, whatever is asked by whomever", async () => {
  const { tokens, doors, urls } = await openWorld();
  const { headers: validators } = await send(urls.routes, { method: "GET", path: "/left-pad", headers: {} });
  const archive = await send(urls.routes, { method: "GET", path: archives[0] ?? "", headers: {} });
  const conditions: Asked["headers"][] = [
    {},
    { accept: short },
    { accept: short, "accept-encoding": "gzip" },
    { "accept-encoding": "gzip, deflate, br" },
    { "accept-encoding": "zstd;q=0.5, br;q=0" },
    { accept: "text/html" },
    { "if-none-match": String(validators.etag) },
    { "if-none-match": `"other", ${validators.etag}`, "accept-encoding": "gzip" },
    { "if-none-match": "*" },
    { "if-none-match": String(archive.headers.etag) },
    { "if-modified-since": String(validators["last-modified"]) },
    { "if-modified-since": String(validators["last-modified"]), "cache-control": "no-cache" },
    { "larder-hops": "some-registry" },
  ];
  const callers: Asked["headers"][] = [
    {},
    ...Object.values(tokens).map((token) => ({ authorization: `Bearer ${token}` })),
    { authorization: "Basic YWRhOnNlY3JldA==" },
    { authorization: `Bearer ${tokens.elsewhere}`, "x-forwarded-for": "192.0.2.7" },
    { authorization: `Bearer ${tokens.elsewhere}`, "x-forwarded-for": "192.0.2.7, 203.0.113.9" },
  ];
  const paths = [...documents, ...archives, ...others];
  const asked = [
    ...paths.flatMap((path) => callers.map((headers) => ({ method: "GET", path, headers }))),
    ...paths.flatMap((path) => conditions.map((headers) => ({ method: "GET", path, headers }))),
    ...paths.flatMap((path) =>
      [{}, { authorization: `Bearer ${tokens.ada}` }].map((headers) => ({ method: "HEAD", path, headers })),
    ),
  ];

  for (const one of asked) {
    const [direct, routes] = [await send(urls.direct, one), await send(urls.routes, one)];
    expect({ ...one, answer: direct }).toEqual({ ...one, answer: routes });
  }

  // Most of them came through the door that this is about.
  expect(doors.direct).toBeGreaterThan(asked.length / 2);
  expect(asked.length).toBeGreaterThan(500);
});

test("[R8] no other route stands where the direct door answers", async () => {
  const world = await TestRegistry.open();
  const fixed = world.registry.app.routes
    .filter(({ method, path }) => ["GET", "ALL"].includes(method) && !path.startsWith("/:name"))
    .map(({ path }) => path.replaceAll(/:\w+/g, "x"))
    .filter((path) => !path.includes("*"));

  expect(fixed.length).toBeGreaterThan(10);
  expect(fixed.filter((path) => findPackagePath(path) !== undefined)).toEqual([]);
});

test("[R8] an archive that is larger than what memory keeps arrives whole through the direct door", async () => {
  const { world, urls, doors } = await openWorld();
  const large = aPackage("large").file("noise.txt", randomBytes(5_000_000).toString("base64"));
  const ada = await world.token("ada", { scopes: ["read", "publish"] });
  expect((await ada.publish(large)).status).toBe(201);

  const answer = await send(urls.direct, { method: "GET", path: "/large/-/large-1.0.0.tgz", headers: {} });

  const bytes = Buffer.from(await large.tarball());
  expect(bytes.length).toBeGreaterThan(4 * 1024 * 1024);
  expect(answer.headers["content-length"]).toBe(String(bytes.length));
  expect(answer.body === bytes.toString("base64")).toBe(true);
  expect(doors.direct).toBe(1);
});

test("[R8] a client that leaves in the middle of an answer harms nobody", async () => {
  const { urls } = await openWorld();
  for (let index = 0; index < 20; index += 1) {
    const leaving = request(urls.direct, { path: index % 2 === 0 ? "/left-pad" : archives[0], agent: false });
    leaving.on("error", () => undefined);
    leaving.end();
    setTimeout(() => leaving.destroy(), index % 5);
  }

  const answer = await send(urls.direct, { method: "GET", path: "/left-pad", headers: {} });

  expect(answer.status).toBe(200);
});
