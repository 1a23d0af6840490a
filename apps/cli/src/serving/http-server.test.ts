import { expect, test } from "vitest";

import { AddressInUseError } from "../errors.ts";
import { listenHttp } from "./http-server.ts";
import { parseListenAddress } from "./listen-address.ts";

const anywhere = parseListenAddress("127.0.0.1:0");
const hello = () => new Response("hello");

test("a server on port 0 says the port that it got, and answers there", async () => {
  const server = await listenHttp(anywhere, Promise.resolve(hello));

  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  expect(await fetch(server.url).then((response) => response.text())).toBe("hello");
  await server.close();
});

test("a port in use is named, with the next step", async () => {
  const first = await listenHttp(anywhere, Promise.resolve(hello));
  const address = new URL(first.url).host;

  const second = listenHttp(parseListenAddress(address), Promise.resolve(hello));

  await expect(second).rejects.toThrow(AddressInUseError);
  await expect(second).rejects.toMatchObject({
    message: `Another process listens on \`${address}\``,
    code: "EADDRINUSE",
  });
  await first.close();
});

test("a request that comes before the app is there waits for it", async () => {
  const app = Promise.withResolvers<() => Response>();
  const server = await listenHttp(anywhere, app.promise);

  const early = fetch(server.url).then((response) => response.text());
  app.resolve(hello);

  expect(await early).toBe("hello");
  await server.close();
});

test("closing finishes the request that runs, does not wait for the connection that a client keeps, and refuses new ones", async () => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const slow = async () => {
    started.resolve();
    await finish.promise;
    return new Response("finished");
  };
  const server = await listenHttp(anywhere, Promise.resolve(slow));
  const running = fetch(server.url);
  await started.promise;

  const closed = server.close();
  const closing = performance.now();
  finish.resolve();

  const answer = await running;
  expect([answer.headers.get("connection"), await answer.text()]).toEqual(["close", "finished"]);
  await closed;
  // Kept connections would be waited for some seconds.
  expect(performance.now() - closing).toBeLessThan(2000);
  await expect(fetch(server.url)).rejects.toThrow("fetch failed");
});
