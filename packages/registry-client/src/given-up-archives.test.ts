import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

import { parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { archiveFrameHeader, archiveFramesType } from "./archive-frames.ts";
import { createRegistryClient, type TarballPlace } from "./registry-client.ts";

// A real server: what is given up has to end its connection as well, which would keep the process.

const version = parseVersion("1.0.0");
const places = (count: number): TarballPlace[] =>
  Array.from({ length: count }, (_, at) => ({ name: parsePackageName(`p${at}`), version }));
const [place] = places(1) as [TarballPlace];

/** Less than a registry that is silent or busy is waited for. */
const patienceMs = 20_000;

const busy = { "retry-after": "25" };

test.each<[string, RequestListener]>([
  ["before it is answered", () => undefined],
  ["in the middle", (_request, response) => void response.writeHead(200, { "content-length": "9" }).write("half")],
  ["while a busy registry is waited for", (_request, response) => void response.writeHead(503, busy).end("{}")],
])(
  "an archive that nobody needs any longer is not waited for, %s",
  { timeout: patienceMs },
  async (_when, listener) => {
    await using server = await listen(listener);
    const giving = new AbortController();
    const reading = readAll(createRegistryClient({ url: server.url }).fetchTarball(place, giving.signal));
    await expect.poll(() => server.requests).toBeGreaterThan(0);

    setTimeout(() => giving.abort(new Error("given up")), 50);

    await expect(reading).rejects.toBeInstanceOf(Error);
    await expect.poll(() => server.open).toBe(0);
  },
);

test("of archives that were asked for together those that are given up end at once, and the others arrive", async () => {
  const rest = Promise.withResolvers<void>();
  await using server = await listen((_request, response) => {
    response.setHeader("content-type", archiveFramesType);
    response.write(frame(0, "first"));
    void rest.promise.then(() => response.end(Buffer.concat([frame(1, "second"), frame(2, "third")])));
  });
  const client = createRegistryClient({ url: server.url });
  const giving = new AbortController();
  const [first, second, third] = places(3).map((one, at) =>
    readAll(client.fetchTarball(one, at === 1 ? giving.signal : undefined)),
  );
  expect(await first).toBe("first");

  giving.abort(new Error("given up"));

  await expect(second).rejects.toThrow("given up");
  rest.resolve();
  expect(await third).toBe("third");
  expect(server.requests).toBe(1);
});

test("an answer ends with the last archive that somebody needs, when the others were given up before it came", async () => {
  const rest = Promise.withResolvers<void>();
  await using server = await listen((_request, response) => {
    response.writeHead(200, { "content-type": archiveFramesType }).flushHeaders();
    void rest.promise.then(() => response.write(frame(0, "first")));
  });
  const client = createRegistryClient({ url: server.url });
  const giving = new AbortController();
  const [first, ...others] = places(3).map((one, at) =>
    readAll(client.fetchTarball(one, at === 0 ? undefined : giving.signal)),
  );
  await expect.poll(() => server.requests).toBe(1);
  giving.abort(new Error("given up"));
  expect((await Promise.allSettled(others)).map(({ status }) => status)).toEqual(["rejected", "rejected"]);

  rest.resolve();

  expect(await first).toBe("first");
  await expect.poll(() => server.open).toBe(0);
});

test("an answer with archives of which nobody needs one ends, and the next ones are asked for together again", async () => {
  let isStuck = true;
  await using server = await listen((_request, response) => {
    response.writeHead(200, { "content-type": archiveFramesType });
    if (isStuck) response.flushHeaders();
    else response.end(Buffer.concat([0, 1, 2].map((at) => frame(at, `p${at}`))));
  });
  const client = createRegistryClient({ url: server.url });
  const giving = new AbortController();
  const stuck = Promise.allSettled(places(3).map((one) => readAll(client.fetchTarball(one, giving.signal))));
  await expect.poll(() => server.requests).toBe(1);

  giving.abort(new Error("given up"));

  expect((await stuck).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await expect.poll(() => server.open).toBe(0);
  isStuck = false;
  const next = await Promise.all(places(3).map((one) => readAll(client.fetchTarball(one))));
  expect(next).toEqual(["p0", "p1", "p2"]);
  expect(server.requests).toBe(2);
});

test.each([
  ["at its usual place", place],
  ["elsewhere", { ...place, tarballPath: "/files/p0.tgz" }],
])("what was given up before it was asked for connects to nobody: %s", async (_where, given) => {
  await using server = await listen((_request, response) => void response.end("the bytes"));
  const client = createRegistryClient({ url: server.url });

  const reading = readAll(client.fetchTarball(given, AbortSignal.abort(new Error("given up"))));

  await expect(reading).rejects.toThrow("given up");
  expect(await readAll(client.fetchTarball(given))).toBe("the bytes");
  expect(server.connections).toBe(1);
});

function frame(at: number, content: string): Uint8Array {
  const bytes = Buffer.from(content);
  return Buffer.concat([archiveFrameHeader({ place: at, status: 200, bytes }), bytes]);
}

async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

type Listening = AsyncDisposable & {
  readonly url: string;
  readonly requests: number;
  /** How many were made, and how many of them are open. */
  readonly connections: number;
  readonly open: number;
};

async function listen(listener: RequestListener): Promise<Listening> {
  const counts = { requests: 0, connections: 0, open: 0 };
  const server = createServer((request, response) => {
    counts.requests += 1;
    request.resume();
    listener(request, response);
  });
  server.on("connection", (socket) => {
    counts.connections += 1;
    counts.open += 1;
    socket.once("close", () => (counts.open -= 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get requests() {
      return counts.requests;
    },
    get connections() {
      return counts.connections;
    },
    get open() {
      return counts.open;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
