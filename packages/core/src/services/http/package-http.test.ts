// SPEC.md §3, services. Rule ids in titles refer to it.
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { allow, type Http, type Permission } from "@larder/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createPermissions } from "../../permissions/permissions.ts";
import { anyAgent, publicAgent } from "./address-guard.ts";
import { createPackageHttp } from "./package-http.ts";
import { isPublicAddress } from "./public-address.ts";

const agents = { publicAgent: publicAgent(), anyAgent: anyAgent() };
let origin = "";
let otherOrigin = "";
const servers = [createServer(answer), createServer(answer)];

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(request.url ?? "/", origin);
  if (pathname === "/slow") return;
  if (pathname === "/to") {
    response.writeHead(Number(searchParams.get("status") ?? 302), { location: searchParams.get("url") ?? "" }).end();
  } else if (pathname === "/bomb") {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync(Buffer.alloc(20_000_000)));
  } else if (pathname === "/endless") {
    const timer = setInterval(() => response.write(Buffer.alloc(65_536)), 1);
    response.on("close", () => clearInterval(timer));
  } else {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization = null, "x-asked": asked = null } = request.headers;
      const body = {
        method: request.method,
        path: request.url,
        authorization,
        asked,
        body: String(Buffer.concat(chunks)),
      };
      response.writeHead(pathname === "/missing" ? 404 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
  }
}

beforeAll(async () => {
  for (const server of servers) await once(server.listen(0, "127.0.0.1"), "listening");
  [origin = "", otherOrigin = ""] = servers.map(
    (server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  );
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all(Object.values(agents).map((agent) => agent.destroy()));
});

function httpWith(...rules: readonly Permission[]): Http {
  const permissions = createPermissions("@home/web", rules);
  return createPackageHttp({ consumer: { packageName: "@home/web", permissions }, ...agents });
}

const free = (): Http => httpWith(allow("net:*", ["fetch"]), allow("private-net:*", ["fetch"]));

test("[S18] an answer comes as data, with the body as text, JSON or bytes, whatever its status", async () => {
  const request = { method: "post", headers: { "X-Asked": "yes" }, body: "hello" };
  const answered = await free().fetch(`${origin}/a?b=c`, { ...request, as: "json" });
  const missing = await free().fetch(`${origin}/missing`);
  const bytes = await free().fetch(`${origin}/a`, { as: "bytes" });

  expect(answered).toMatchObject({ status: 200, ok: true, url: `${origin}/a?b=c` });
  expect(answered.headers["content-type"]).toBe("application/json");
  expect(answered.body).toEqual({ method: "POST", path: "/a?b=c", authorization: null, asked: "yes", body: "hello" });
  expect([missing.status, missing.ok, missing.body.startsWith('{"method":"GET"')]).toEqual([404, false, true]);
  expect(bytes.body).toBeInstanceOf(Uint8Array);
});

test("[S10] [S19] a URL without a rule is refused before anybody is asked", async () => {
  const http = httpWith(allow(`net:${origin}/open/*`, ["fetch"]), allow("private-net:*", ["fetch"]));

  expect((await http.fetch(`${origin}/open/door?secret=1`)).status).toBe(200);
  await expect(http.fetch(`${origin}/shut`)).rejects.toMatchObject({
    code: "E403",
    message: `\`@home/web\` may not fetch \`net:${origin}/shut\``,
  });
  await expect(http.fetch(`${origin}/open/../shut`)).rejects.toThrow(`net:${origin}/shut`);
});

test("[S20] an address that is not public is refused, as a number, as a name and in any other writing", async () => {
  const http = httpWith(allow("*", ["read"]), allow("net:*"));
  const { port } = new URL(origin);
  const hosts = ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"];
  for (const host of hosts) {
    await expect(http.fetch(`http://${host}:${port}/a`)).rejects.toMatchObject({
      code: "E403",
      message: expect.stringContaining("its address is not public"),
    });
  }
});

test("[S20] a private address is granted by a rule of its own, and only that one", async () => {
  const http = httpWith(allow("net:*"), allow(`private-net:${origin}/*`));

  expect((await http.fetch(`${origin}/a`)).status).toBe(200);
  await expect(http.fetch(`${otherOrigin}/a`)).rejects.toThrow("its address is not public");
});

test.each([
  ["93.184.216.34", true],
  ["2606:2800:220:1::1", true],
  ["10.1.2.3", false],
  ["172.16.0.1", false],
  ["192.168.1.1", false],
  ["169.254.169.254", false],
  ["100.64.0.1", false],
  ["224.0.0.1", false],
  ["255.255.255.255", false],
  ["::", false],
  ["fe80::1", false],
  ["fd00::1", false],
  ["::ffff:10.0.0.1", false],
  ["64:ff9b::7f00:1", false],
  ["2002:7f00:1::", false],
  ["nonsense", false],
])("[S20] the address %s is public: %s", (address, expected) => {
  expect(isPublicAddress(address)).toBe(expected);
});

test("[S21] each hop of a redirect is asked for anew", async () => {
  const http = httpWith(allow(`net:${origin}/*`), allow("private-net:*"));
  const sentOn = (url: string): string => `${origin}/to?url=${encodeURIComponent(url)}`;

  expect((await http.fetch(sentOn("/a"))).url).toBe(`${origin}/a`);
  await expect(http.fetch(sentOn(`${otherOrigin}/a`))).rejects.toThrow(`may not fetch \`net:${otherOrigin}/a\``);
  await expect(http.fetch(sentOn("file:///etc/passwd"))).rejects.toThrow("`file:` is not fetched");
  const here = httpWith(allow("net:*"), allow(`private-net:${origin}/*`));
  await expect(here.fetch(sentOn(`${otherOrigin}/a`))).rejects.toThrow("its address is not public");
});

test("[S21] what was meant for one server is not sent on to another, and a circle ends", async () => {
  const headers = { authorization: "Bearer secret", "x-asked": "yes" };
  const to = (url: string, status = 302): string => `${origin}/to?status=${status}&url=${encodeURIComponent(url)}`;

  const same = await free().fetch(to(`${origin}/a`), { headers, as: "json" });
  const other = await free().fetch(to(`${otherOrigin}/a`), { headers, as: "json" });
  const post = await free().fetch(to(`${origin}/a`), { method: "POST", body: "hello", as: "json" });
  const kept = await free().fetch(to(`${origin}/a`, 307), { method: "POST", body: "hello", as: "json" });

  expect([same.body, other.body]).toMatchObject([
    { authorization: "Bearer secret", asked: "yes" },
    { authorization: null, asked: "yes" },
  ]);
  expect([post.body, kept.body]).toMatchObject([
    { method: "GET", body: "" },
    { method: "POST", body: "hello" },
  ]);
  await expect(free().fetch(`${origin}/to?url=/to%3Furl%3D`)).rejects.toThrow("it was sent on more than 5 times");
});

test("[S22] what is too large, packed or without an end, is given up", async () => {
  await expect(free().fetch(`${origin}/bomb`)).rejects.toMatchObject({
    code: "E413",
    message: `The answer of \`${origin}/bomb\` is larger than 5000000 bytes`,
  });
  await expect(free().fetch(`${origin}/endless`, { bytesMax: 100_000 })).rejects.toThrow("larger than 100000 bytes");
});

test("[S22] who does not answer in time is given up, and limits that mean nothing are refused", async () => {
  await expect(free().fetch(`${origin}/slow`, { timeoutMs: 50 })).rejects.toThrow(
    `\`${origin}/slow\` could not be fetched: it took longer than 50 ms`,
  );
  await expect(free().fetch(origin, { timeoutMs: 1e9 })).rejects.toThrow("`timeoutMs` is a number from 1 to 60000");
  await expect(free().fetch("http://127.0.0.1:1/")).rejects.toMatchObject({ code: "ENETWORK" });
});

test("[S19] a URL that hides where it goes, and headers of the host's own, are refused", async () => {
  await expect(free().fetch("https://good.example@evil.example/")).rejects.toThrow("no name or password in it");
  await expect(free().fetch(origin, { headers: { Host: "internal" } })).rejects.toThrow("`host` is the host's own");
  await expect(free().fetch("nonsense")).rejects.toThrow("`nonsense` is no URL");
});
