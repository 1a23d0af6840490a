import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { archiveFrameHeader, archiveFramesType } from "./archive-frames.ts";
import { createRegistryClient, type TarballPlace } from "./registry-client.ts";

// A real server: only beside the platform's own network are archives asked for together.

const version = parseVersion("1.0.0");
const places = (count: number): TarballPlace[] =>
  Array.from({ length: count }, (_, at) => ({ name: parsePackageName(`p${at}`), version }));

test("archives that are needed at once come in one answer, whatever pieces it comes in", async () => {
  await using registry = await listen(async (names, response) => {
    const frames = Buffer.concat(names.map((name, place) => frame(place, 200, `the bytes of ${name}`)).toReversed());
    for (let at = 0; at < frames.length; at += 7) response.write(frames.subarray(at, at + 7));
    response.end();
  });

  const asked = [...places(10), { name: parsePackageName("@acme/chat"), version }];
  const read = await readAll(registry.url, asked);

  expect(read).toEqual(asked.map(({ name }) => `the bytes of ${name}`));
  expect(registry.requests).toEqual(["POST /-/api/v1/archives"]);
});

test("what is refused, or was not sent before the answer broke off, is asked for by itself", async () => {
  await using registry = await listen(async (_names, response) => {
    response.write(frame(1, 200, "together"));
    response.write(frame(3, 404, `{"error":"no"}`));
    response.write(frame(77, 200, "nobody asked for this"));
    response.write(frame(0, 200, "a half").subarray(0, 15), () => response.destroy());
  });

  const read = await readAll(registry.url, places(5));

  expect(read).toEqual(["alone: /p0/-/p0-1.0.0.tgz", "together", ...[2, 3, 4].map(alone)]);
  expect(registry.requests.length).toBe(5);
});

test("a registry that does not offer it is asked once, and from then on for each archive", async () => {
  await using registry = await listen(async (_names, response) => response.writeHead(404).end("{}"));
  const client = createRegistryClient({ url: registry.url });

  const first = await Promise.all(places(5).map((place) => readOne(client.fetchTarball(place))));
  const second = await Promise.all(places(5).map((place) => readOne(client.fetchTarball(place))));

  expect([first, second]).toEqual([[0, 1, 2, 3, 4].map(alone), [0, 1, 2, 3, 4].map(alone)]);
  expect(registry.requests.filter((request) => request.startsWith("POST"))).toEqual(["POST /-/api/v1/archives"]);
});

test("a frame that says it is larger than one may be is not waited for", async () => {
  await using registry = await listen(async (_names, response) => {
    const header = Buffer.alloc(12);
    header.writeUInt32BE(0xff_ff_ff_ff, 8);
    response.write(header);
  });

  expect(await readAll(registry.url, places(3))).toEqual([0, 1, 2].map(alone));
});

test.each([
  ["the same frame again and again", () => frame(0, 200, "together")],
  ["frames that nobody asked for", () => frame(0xff_ff_ff_ff, 200, "together")],
  ["what is no frame", () => Buffer.alloc(1)],
])("an answer that has all and goes on with %s is not read on", async (_title, more) => {
  const ended = Promise.withResolvers<void>();
  await using registry = await listen(async (names, response) => {
    for (const place of names.keys()) response.write(frame(place, 200, "together"));
    const going = setInterval(() => response.write(more()), 1);
    response.once("close", () => {
      clearInterval(going);
      ended.resolve();
    });
  });

  expect(await readAll(registry.url, places(3))).toEqual(["together", "together", "together"]);
  await ended.promise;
});

test("an answer that sends one archive without end, and the others never, is not waited for", async () => {
  await using registry = await listen(async (_names, response) => {
    const going = setInterval(() => response.write(frame(1, 200, "together")), 1);
    response.once("close", () => clearInterval(going));
  });

  expect(await readAll(registry.url, places(3))).toEqual([alone(0), "together", alone(2)]);
});

test("an answer of another kind, of which there is no end, is not left open", async () => {
  const ended = Promise.withResolvers<void>();
  await using registry = await listen(async (_names, response) => {
    response.setHeader("content-type", "text/html");
    response.write("<p>".repeat(100_000));
    response.once("close", () => ended.resolve());
  });

  expect(await readAll(registry.url, places(3))).toEqual([0, 1, 2].map(alone));
  await ended.promise;
});

test("a registry that says nothing to it is waited for as long as for an archive, and not asked again", async () => {
  await using registry = await listen(async () => undefined);
  const client = createRegistryClient({ url: registry.url, timeoutMs: 500 });

  const read = await Promise.all(places(800).map((place) => readOne(client.fetchTarball(place))));

  expect(read).toEqual(places(800).map((_place, at) => alone(at)));
  expect(registry.requests.filter((request) => request.startsWith("POST")).length).toBeLessThanOrEqual(3);
});

test("what is wrong with the question itself is the failure of each who asks", async () => {
  const client = createRegistryClient({ url: "ftp://127.0.0.1" });

  const read = await Promise.allSettled(places(3).map((place) => readOne(client.fetchTarball(place))));

  expect(read).toMatchObject(places(3).map(() => ({ status: "rejected", reason: { code: "ERR_INVALID_PROTOCOL" } })));
});

test("an answer of another kind is no archive", async () => {
  await using registry = await listen(async (_names, response) => {
    response.setHeader("content-type", "text/html");
    response.end(frame(0, 200, "a page"));
  });

  expect(await readAll(registry.url, places(3))).toEqual([0, 1, 2].map(alone));
});

test("one archive alone, and one at another place, is asked for by itself", async () => {
  await using registry = await listen(async (_names, response) => response.end());
  const elsewhere = places(4).map((place) => ({ ...place, tarballPath: `/files/${place.name}.tgz` }));

  expect(await readAll(registry.url, places(1))).toEqual([alone(0)]);
  expect(await readAll(registry.url, elsewhere)).toEqual([0, 1, 2, 3].map((at) => `alone: /files/p${at}.tgz`));
  expect(registry.requests.some((request) => request.startsWith("POST"))).toBe(false);
});

function alone(at: number): string {
  return `alone: /p${at}/-/p${at}-1.0.0.tgz`;
}

function frame(place: number, status: number, content: string): Uint8Array {
  const bytes = Buffer.from(content);
  return Buffer.concat([archiveFrameHeader({ place, status, bytes }), bytes]);
}

async function readAll(url: string, asked: readonly TarballPlace[]): Promise<string[]> {
  const client = createRegistryClient({ url });
  return await Promise.all(asked.map((place) => readOne(client.fetchTarball(place))));
}

async function readOne(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** A registry that answers what is asked together as `together` does, and each archive alone with its path. */
async function listen(
  together: (names: readonly string[], response: ServerResponse) => Promise<unknown>,
): Promise<AsyncDisposable & { readonly url: string; readonly requests: string[] }> {
  const requests: string[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests.push(`${request.method} ${request.url}`);
    if (request.method === "GET") return void response.end(`alone: ${request.url}`);
    const { packages } = JSON.parse(await text(request)) as { packages: readonly { readonly name: string }[] };
    response.setHeader("content-type", archiveFramesType);
    await together(
      packages.map(({ name }) => name),
      response,
    );
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
