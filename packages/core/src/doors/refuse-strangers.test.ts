// SPEC.md §7, doors. Rule ids in titles refer to it.
import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage, metricsPackage } from "../testing/packages.ts";
import { getUrl, type LaidHost, seen, startLaidHost } from "../testing/running-hosts.ts";

const notes = aPluginPackage("@home/notes", '{ actions: { nothing: () => {} }, routes: () => new Response("notes") }');

let host: LaidHost;
beforeAll(async () => {
  host = await startLaidHost([notes, metricsPackage]);
});
afterAll(() => host[Symbol.asyncDispose]());

test("[D9] a page of another site cannot call an action", async () => {
  const cross = { "sec-fetch-site": "cross-site" };

  expect((await host.fetch(getUrl("/home/metrics/actors/board/move?to=7", cross))).status).toBe(403);
  expect((await host.fetch(getUrl("/home/metrics/actors/board/move?to=7", { "sec-fetch-site": "none" }))).status).toBe(
    200,
  );
});

function callFrom(origin: string): Promise<Response> {
  return host.fetch(new Request("http://127.0.0.1:5274/ipc/notes/nothing", { method: "POST", headers: { origin } }));
}

test("[D9] where the browser does not say whose page it is, the origin does", async () => {
  expect((await callFrom("http://evil.example")).status).toBe(403);
  expect((await callFrom("null")).status).toBe(403);
  expect((await callFrom("http://127.0.0.1:5274")).status).toBe(200);
});

const addresses = ["/", "/-/healthz", "/plugins/notes/", "/home/metrics/actors/board/title", "/nothing"];

test.each(addresses)("[D11] %s is not told to a name that somebody else made to lead here", async (path) => {
  const response = await host.fetch(getUrl(path, { host: "evil.example:5274" }));

  expect(await seen(response)).toEqual({
    status: 403,
    body: {
      error: "This host does not answer to the name `evil.example:5274`",
      code: "permission_denied",
      hint: "Address it as `127.0.0.1` or `localhost`",
    },
  });
});

test("[D11] a call to a foreign name never reaches the action", async () => {
  const request = new Request("http://evil.example:5274/ipc/metrics/sum", { method: "POST" });

  expect((await host.fetch(request)).status).toBe(403);
});

test.each(["localhost:5274", "LOCALHOST", "127.0.0.1:8080", "127.9.9.9", "[::1]:5274"])(
  "[D11] %s is a name of this machine",
  async (name) => {
    expect((await host.fetch(getUrl("/-/healthz", { host: name }))).status).toBe(200);
  },
);

test.each([
  "127.0.0.1.evil.example",
  "localhost.evil.example",
  "evil@localhost",
  "localhost/x",
  "",
  "[::2]",
  "10.0.0.1",
])("[D11] %j is not", async (name) => {
  expect((await host.fetch(getUrl("/-/healthz", { host: name }))).status).toBe(403);
});

test("[D11] a host answers to the names that it was told of, and to no others", async () => {
  await using own = await startLaidHost([], { hostNames: ["chat.example", "192.168.1.5"] });
  const statusFor = async (name: string): Promise<number> =>
    (await own.fetch(getUrl("/-/healthz", { host: name }))).status;

  expect([await statusFor("Chat.example:443"), await statusFor("192.168.1.5:5274")]).toEqual([200, 200]);
  expect(await statusFor("other.example")).toBe(403);
});
