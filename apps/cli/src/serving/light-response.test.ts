import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";

import { listenHttp } from "./http-server.ts";
import { LightResponse } from "./light-response.ts";
import { parseListenAddress } from "./listen-address.ts";

test("a text goes out whole, with its length and its headers, and with what others add to them", async () => {
  const app = new Hono()
    .use("/marked", async (c, next) => {
      c.res.headers.set("vary", "origin");
      await next();
    })
    .get("/:path", () => new LightResponse("mïlk", { headers: { "content-type": "application/json" } }));
  const server = await listenHttp(parseListenAddress("127.0.0.1:0"), Promise.resolve(app.fetch));
  onTestFinished(() => server.close());

  for (const [path, vary] of [
    ["plain", null],
    ["marked", "origin"],
  ]) {
    const response = await fetch(`${server.url}/${path}`);
    const headers = ["content-type", "content-length", "vary"].map((name) => response.headers.get(name));
    expect([response.status, await response.text(), ...headers]).toEqual([200, "mïlk", "application/json", "5", vary]);
  }
});

test("what the platform answers stays an instance of the platform's own", async () => {
  const answer = await fetch("data:text/plain,milk");

  expect(LightResponse).not.toBe(Response);
  expect(answer).toBeInstanceOf(Response);
  expect(new LightResponse("milk")).toBeInstanceOf(Response);
  expect(new Request("http://127.0.0.1/").constructor).toBe(Request);
  expect(Object.getOwnPropertyDescriptor(globalThis, "Response")).toMatchObject({ configurable: true });
});
