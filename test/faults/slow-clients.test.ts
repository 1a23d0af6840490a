import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";

import { expect, onTestFinished, test } from "vitest";

import { serveLarder } from "../support/larder-process.ts";
import { prepareVersion, putVersion } from "../support/publish-document.ts";

const slowClients = 100;

/** Begins a publish and sends a byte of it now and then. */
async function publishSlowly(url: URL, token: string, index: number, body: string): Promise<Socket> {
  const socket = connect(Number(url.port), url.hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  const headers = `host: ${url.host}\r\nauthorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
  const half = Math.floor(body.length / 2);
  socket.write(`PUT /slow-${index} HTTP/1.1\r\n${headers}\r\n${body.slice(0, half)}`);
  let sent = half;
  const trickle = setInterval(() => {
    socket.write(body.slice(sent, sent + 1));
    sent += 1;
  }, 100);
  socket.once("close", () => clearInterval(trickle));
  return socket;
}

test("a hundred uploads that do not come to an end keep nobody waiting, and leave nothing", async () => {
  const server = await serveLarder(["serve", "--ephemeral", "--listen", "127.0.0.1:0"]);
  onTestFinished(async () => {
    await server.stop();
  });
  const url = new URL(server.url);
  const token = "any-token";
  expect(await putVersion(server.url, token, await prepareVersion("quick", "1.0.0"))).toBe(201);
  const prepared = await prepareVersion("slow", "1.0.0", 20_000);
  const sockets: Socket[] = [];
  for (let index = 0; index < slowClients; index++) {
    sockets.push(await publishSlowly(url, token, index, prepared.body.replaceAll('"slow"', `"slow-${index}"`)));
  }
  await wait(500);

  const times: number[] = [];
  for (let index = 0; index < 50; index++) {
    const startedAt = performance.now();
    const response = await fetch(`${server.url}/quick`);
    await response.arrayBuffer();
    times.push(performance.now() - startedAt);
  }
  const published = await putVersion(server.url, token, await prepareVersion("quick", "2.0.0"));
  for (const socket of sockets) socket.destroy();
  const after = await fetch(`${server.url}/slow-7`);
  const metrics = await fetch(`${server.url}/-/metrics`).then((response) => response.text());

  expect(times.toSorted((left, right) => left - right)[45]).toBeLessThan(2_000);
  expect([published, after.status]).toEqual([201, 404]);
  await expect
    .poll(async () =>
      (await fetch(`${server.url}/-/metrics`).then((response) => response.text())).includes("requests_in_flight 1\n"),
    )
    .toBe(true);
  expect(metrics).toContain("larder_published_versions_total 2");
});
