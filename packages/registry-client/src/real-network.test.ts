import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { parsePackageName, parseVersion } from "@larder/package-spec";
import { describe, expect, test } from "vitest";

import type { ResolveRequestBody } from "./larder-api.ts";
import { createRegistryClient } from "./registry-client.ts";

// A real server and the platform's own `fetch`: what memory cannot prove.

const place = { name: parsePackageName("left-pad"), version: parseVersion("1.0.0") };

test("an archive whose connection breaks in the middle is a network fault, not a short archive", async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(200, { "content-length": "1000" });
    response.write("half", () => response.destroy());
  });

  const reading = readAll(createRegistryClient({ url: server.url }).fetchTarball(place));

  await expect(reading).rejects.toMatchObject({ code: "ENETWORK", url: `${server.url}/left-pad/-/left-pad-1.0.0.tgz` });
});

test("an archive that stops to arrive is a network fault after a while", async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(200, { "content-length": "1000" }).write("half");
  });

  const reading = readAll(createRegistryClient({ url: server.url, timeoutMs: 50 }).fetchTarball(place));

  await expect(reading).rejects.toMatchObject({ code: "ENETWORK", message: expect.stringContaining("no byte within") });
});

test("an archive that is refused is refused in the registry's own words, and one that is busy is asked for again", async () => {
  const statuses = [503, 503, 200, 404];
  await using server = await listen((_request, response) => {
    response.writeHead(statuses.shift() ?? 404).end(statuses.length === 1 ? "the bytes" : '{"error":"gone for good"}');
  });
  const client = createRegistryClient({ url: server.url, sleep: async () => undefined });

  expect(await readAll(client.fetchTarball(place))).toBe("the bytes");
  await expect(readAll(client.fetchTarball(place))).rejects.toMatchObject({ message: "gone for good", status: 404 });
});

test("archives that are encoded once more for the way arrive as they are", async () => {
  await using server = await listen((_request, response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("the bytes"));
  });

  expect(await readAll(createRegistryClient({ url: server.url }).fetchTarball(place))).toBe("the bytes");
});

test("the connection of an archive is used for the next one", async () => {
  const ports = new Set<number | undefined>();
  await using server = await listen((request, response) => {
    ports.add(request.socket.remotePort);
    response.end("the bytes");
  });
  const client = createRegistryClient({ url: server.url });
  for (let count = 0; count < 5; count++) await readAll(client.fetchTarball(place));

  expect(ports.size).toBe(1);
});

test("who takes long to read an archive gets all of it", async () => {
  const archive = Buffer.alloc(16 * 1024 * 1024, "a");
  await using server = await listen((_request, response) => {
    response.end(archive);
  });
  const client = createRegistryClient({ url: server.url, timeoutMs: 200 });

  let size = 0;
  for await (const piece of client.fetchTarball(place)) {
    if (size === 0) await new Promise((resolve) => setTimeout(resolve, 700));
    size += piece.byteLength;
  }

  expect(size).toBe(archive.length);
});

test("a port on which nobody listens is named with the reason", async () => {
  const server = await listen(() => undefined);
  await server[Symbol.asyncDispose]();
  const client = createRegistryClient({ url: server.url, sleep: async () => undefined });

  await expect(client.whoami()).rejects.toMatchObject({
    code: "ENETWORK",
    message: expect.stringContaining("ECONNREFUSED"),
    hint: `Is the server running? Try \`curl -i ${server.url}\``,
  });
});

test("a redirect to another host is followed without the token", async () => {
  const seen: (string | undefined)[] = [];
  await using elsewhere = await listen((request, response) => {
    seen.push(request.headers.authorization);
    response.end("the bytes");
  });
  await using server = await listen((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(302, { location: `${elsewhere.url}/blob` }).end();
  });
  const client = createRegistryClient({ url: server.url, token: "lrd_secret" });

  expect(await readAll(client.fetchTarball(place))).toBe("the bytes");
  seen.splice(0);
  expect(await readAll(client.fetchTarball(place))).toBe("the bytes");
  expect(seen).toEqual(["Bearer lrd_secret", undefined]);
});

test("a published document arrives whole, with its token", async () => {
  const seen: unknown[] = [];
  await using server = await listen((request, response) => {
    request.setEncoding("utf8");
    let body = "";
    request.on("data", (text: string) => (body += text));
    request.on("end", () => {
      seen.push([request.method, request.url, request.headers.authorization, JSON.parse(body)]);
      response.writeHead(201).end("{}");
    });
  });
  const client = createRegistryClient({ url: server.url, token: "lrd_secret" });

  await client.publish({ name: "@acme/chat", versions: {} });

  expect(seen).toEqual([["PUT", "/@acme%2fchat", "Bearer lrd_secret", { name: "@acme/chat", versions: {} }]]);
});

const question: ResolveRequestBody = { registry: "home", coreVersion: "1.0.0", wants: {} };

describe("a question", () => {
  test("is sent whole, with the token, and its answer is read, compressed or not", async () => {
    const seen: unknown[] = [];
    const encodings = ["gzip", undefined];
    await using server = await listen((request, response) => {
      request.setEncoding("utf8");
      let body = "";
      request.on("data", (text: string) => (body += text));
      request.on("end", () => {
        seen.push([request.method, request.url, request.headers.authorization, JSON.parse(body)]);
        const answer = '{"outcome":"unchanged"}';
        const encoding = encodings.shift();
        if (encoding === undefined) response.writeHead(200, { "content-type": "application/json" }).end(answer);
        else response.writeHead(200, { "content-encoding": encoding }).end(gzipSync(answer));
      });
    });
    const client = createRegistryClient({ url: server.url, token: "lrd_secret" });

    expect(await client.resolve(question)).toEqual({ outcome: "unchanged" });
    expect(await client.resolve(question)).toEqual({ outcome: "unchanged" });
    expect(await client.resolve(question, () => undefined)).toEqual({ outcome: "unchanged" });

    expect(seen[0]).toEqual(["POST", "/-/api/v1/resolve", "Bearer lrd_secret", question]);
    expect(seen).toHaveLength(3);
  });

  test("that is refused is asked once, and the registry's own words are told", async () => {
    let asked = 0;
    await using server = await listen((_request, response) => {
      asked += 1;
      response.writeHead(401).end('{"error":"Who are you?","code":"ENEEDAUTH"}');
    });

    const answered = createRegistryClient({ url: server.url }).resolve(question);

    await expect(answered).rejects.toMatchObject({ status: 401, message: "Who are you?" });
    expect(asked).toBe(1);
  });

  test("that a busy registry asks for again is asked again, after the time that it says", async () => {
    const statuses = [503, 200];
    await using server = await listen((_request, response) => {
      response.writeHead(statuses.shift() ?? 500, { "retry-after": "7" }).end('{"outcome":"unchanged"}');
    });
    const pauses: number[] = [];
    const client = createRegistryClient({ url: server.url, sleep: async (ms) => pauses.push(ms) });

    expect(await client.resolve(question)).toEqual({ outcome: "unchanged" });
    expect(pauses).toEqual([7_000]);
  });

  test("of which the registry says nothing for long is given up, and not asked again", async () => {
    let asked = 0;
    await using server = await listen(() => (asked += 1));

    const answered = createRegistryClient({ url: server.url, timeoutMs: 30 }).resolve(question);

    await expect(answered).rejects.toMatchObject({ code: "ENETWORK", message: expect.stringContaining("no answer") });
    expect(asked).toBe(1);
  });

  test("whose answer breaks off is a network fault, compressed or not", async () => {
    const encodings = ["gzip", undefined];
    await using server = await listen((_request, response) => {
      const encoding = encodings.shift();
      response.writeHead(200, { "content-length": "1000", ...(encoding && { "content-encoding": encoding }) });
      response.write(encoding ? gzipSync("{".repeat(500)).subarray(0, 15) : "{", () => response.destroy());
    });
    const client = createRegistryClient({ url: server.url });

    await expect(client.resolve(question)).rejects.toMatchObject({ code: "ENETWORK" });
    await expect(client.resolve(question)).rejects.toMatchObject({ code: "ENETWORK" });
  });

  test("that is sent elsewhere is asked there, without the token", async () => {
    const seen: unknown[] = [];
    await using elsewhere = await listen((request, response) => {
      seen.push([request.method, request.headers.authorization]);
      response.end('{"outcome":"unchanged"}');
    });
    await using server = await listen((_request, response) => {
      response.writeHead(307, { location: `${elsewhere.url}/-/api/v1/resolve` }).end();
    });

    const client = createRegistryClient({ url: server.url, token: "lrd_secret" });

    expect(await client.resolve(question)).toEqual({ outcome: "unchanged" });
    expect(seen).toEqual([["POST", undefined]]);
  });
});

type Listening = { readonly url: string; [Symbol.asyncDispose](): Promise<void> };

async function listen(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => close(server) };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
