import { once } from "node:events";
import { connect } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { type Fetch, listenHttp } from "./http-server.ts";
import { parseListenAddress } from "./listen-address.ts";

const mebibyte = 1024 * 1024;
const refused = (): Response => Response.json({ error: "no" }, { status: 401 });

/** Refuses uploads, and greets everybody else. */
const refuse: Fetch = (request) => (request.method === "PUT" ? refused() : new Response("hello"));

/** Reads how an upload begins before it refuses it, as a limit does. */
const refuseTheRest: Fetch = async (request) => {
  if (request.method !== "PUT") return new Response("hello");
  await request.body?.getReader().read();
  return refused();
};

async function serve(fetch: Fetch): Promise<string> {
  const server = await listenHttp(parseListenAddress("127.0.0.1:0"), Promise.resolve(fetch));
  onTestFinished(() => server.close());
  return server.url;
}

test.each([
  ["before it was read", refuse, 1],
  ["before it was read, and that the client has not sent whole", refuse, 8],
  ["when its beginning was read", refuseTheRest, 1],
  ["when its beginning was read, and that the client has not sent whole", refuseTheRest, 8],
])("an upload that is refused %s loses neither its answer nor the request that follows", async (_, app, mebibytes) => {
  const url = await serve(app);
  const body = new Uint8Array(mebibytes * mebibyte);

  const seen = new Set<string>();
  for (let round = 0; round < 50; round++) {
    const refusal = await fetch(url, { method: "PUT", body });
    const next = await fetch(url);
    seen.add(`${refusal.status} ${await refusal.text()}, ${next.status} ${await next.text()}`);
  }

  expect([...seen]).toEqual(['401 {"error":"no"}, 200 hello']);
});

test("a refusal ends the connection of an upload that has not ended, and no other", async () => {
  const url = new URL(await serve(refuse));

  const connections: (string | undefined)[] = [];
  for (const length of [5, 6]) {
    const socket = connect(Number(url.port), url.hostname).setEncoding("utf8");
    socket.write(`PUT / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\nshort`);
    const [answer] = (await once(socket, "data")) as [string];
    connections.push(/^connection: (\S+)/im.exec(answer)?.[1]);
    socket.destroy();
  }

  expect(connections).toEqual(["keep-alive", "close"]);
});

test("a client that sends 200 MB before it reads anything reads the refusal", async () => {
  const { hostname, port } = new URL(await serve(refuse));
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  const size = 200 * 1_000_000;
  const chunk = new Uint8Array(1_000_000);

  socket.pause();
  socket.write(`PUT /big HTTP/1.1\r\nhost: x\r\ncontent-length: ${size}\r\n\r\n`);
  for (let sent = 0; sent < size; sent += chunk.length) {
    if (!socket.write(chunk)) await once(socket, "drain");
  }
  const answer = (await socket.setEncoding("utf8").toArray()).join("");

  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  expect(answer).toMatch(/connection: close\r\n/i);
  expect(answer).toContain('{"error":"no"}');
});
