import { parseDistTag, parsePackageName, parseVersion } from "@larder/package-spec";
import { expect, test } from "vitest";

import { createRegistryClient, type RegistryClient, type RegistryClientOptions } from "./registry-client.ts";
import { memoryRegistry } from "./testing/memory-registry.ts";

const leftPad = parsePackageName("left-pad");
const chat = parsePackageName("@acme/chat");

test("a package is read in its short and its full form, and one that is missing is undefined", async () => {
  const registry = memoryRegistry();
  registry.add({ name: "@acme/chat", version: "1.0.0", description: "Talks" }, bytesOf("one"));
  const client = createRegistryClient({ url: `${registry.url}/`, fetch: registry.fetch });

  const short = await client.fetchAbbreviated(chat);
  const full = await client.fetchPackument(chat);

  expect(short?.versions["1.0.0"]).not.toHaveProperty("description");
  expect(full?.versions["1.0.0"]).toMatchObject({ description: "Talks" });
  expect(await client.fetchPackument(leftPad)).toBeUndefined();
  expect(registry.requests).toEqual(["GET /@acme/chat", "GET /@acme/chat", "GET /left-pad"]);
});

test("an archive comes from its canonical place, or from the one that the lock names", async () => {
  const registry = memoryRegistry();
  registry.add({ name: "@acme/chat", version: "1.0.0" }, bytesOf("the bytes"));
  const client = createRegistryClient({ url: registry.url, fetch: registry.fetch });
  const place = { name: chat, version: parseVersion("1.0.0") };

  expect(await textOf(client.fetchTarball(place))).toBe("the bytes");
  expect(await textOf(client.fetchTarball({ ...place, tarballPath: "/@acme/chat/-/chat-1.0.0.tgz" }))).toBe(
    "the bytes",
  );
  await expect(textOf(client.fetchTarball({ ...place, tarballPath: "/elsewhere.tgz" }))).rejects.toMatchObject({
    code: "E404",
    status: 404,
  });
});

test("an archive of a registry below a path is asked for once below it, as its documents and its lock name it", async () => {
  const asked: string[] = [];
  const client = answering(
    (request) => {
      asked.push(new URL(request.url).pathname);
      return new Response("bytes");
    },
    { url: "https://packages.example/api/npm/" },
  );
  const place = { name: leftPad, version: parseVersion("1.0.0") };

  await textOf(client.fetchTarball(place));
  await textOf(client.fetchTarball({ ...place, tarballPath: "api/npm/download/1f2e" }));
  await textOf(client.fetchTarball({ ...place, tarballPath: "download/1f2e" }));

  expect(asked).toEqual(["/api/npm/left-pad/-/left-pad-1.0.0.tgz", "/api/npm/download/1f2e", "/api/npm/download/1f2e"]);
});

test("the token goes to the registry's own origin only, whatever a lock says", async () => {
  const seen: [string, string | null][] = [];
  const client = answering(
    (request) => {
      seen.push([new URL(request.url).host, request.headers.get("authorization")]);
      return new Response("bytes");
    },
    { url: "https://packages.example", token: "lrd_secret" },
  );

  await textOf(client.fetchTarball({ name: leftPad, version: parseVersion("1.0.0") }));
  await textOf(client.fetchTarball({ name: leftPad, version: parseVersion("1.0.0"), tarballPath: "@evil.example/x" }));

  expect(seen).toEqual([
    ["packages.example", "Bearer lrd_secret"],
    ["packages.example", "Bearer lrd_secret"],
  ]);
});

test("a refusal carries the server's sentence, code, hint and status, and never the token", async () => {
  const client = answering(
    () => Response.json({ error: "You are not a maintainer", code: "E403", hint: "Ask Ada" }, { status: 403 }),
    { token: "lrd_secret" },
  );

  const refusal: unknown = await client
    .setDistTag(leftPad, parseDistTag("next"), parseVersion("1.0.0"))
    .catch((error: unknown) => error);

  expect(refusal).toMatchObject({
    code: "E403",
    status: 403,
    message: "You are not a maintainer",
    hint: "Ask Ada",
    request: "PUT http://registry.example/-/package/left-pad/dist-tags/next",
  });
  expect(JSON.stringify(refusal) + String((refusal as Error).stack)).not.toContain("lrd_secret");
});

test("a refusal of a registry that says no more is told with what to do, and in one line", async () => {
  const refusals = await Promise.all(
    [401, 403, 429, 502].map(async (status) => {
      const client = answering(() => Response.json({ error: "No.\n  next: curl\r\n" }, { status }), {
        sleep: async () => {},
      });
      return await client.whoami().catch((error: unknown) => error);
    }),
  );

  const registry = "`http://registry.example`";
  expect(refusals).toMatchObject([
    { message: "No. next: curl", hint: `Log in to ${registry} with \`larder login\`` },
    { message: "No. next: curl", hint: `Ask whoever runs ${registry} for the right to it` },
    { message: "No. next: curl", hint: `Try again later; if it stays so, tell whoever runs ${registry}` },
    { message: "No. next: curl", hint: `Try again later; if it stays so, tell whoever runs ${registry}` },
  ]);
});

test("a refusal without a code of ours gets the code of its status", async () => {
  const cases: readonly [status: number, code: string][] = [
    [401, "E401"],
    [404, "E404"],
    [418, "EBADREQUEST"],
    [503, "EUNAVAILABLE"],
  ];
  for (const [status, code] of cases) {
    const client = answering(() => new Response("<html>", { status }));
    await expect(client.whoami()).rejects.toMatchObject({ code, status });
  }
});

test("reading is repeated after faults, with the pause that the server asks for", async () => {
  const pauses: number[] = [];
  const answers = [
    () => Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:5273") })),
    () => new Response("busy", { status: 429, headers: { "retry-after": "2" } }),
    () => Response.json({ username: "ada" }),
  ];
  const client = answering(() => answers.shift()?.() ?? new Response("too many", { status: 500 }), {
    sleep: async (ms) => pauses.push(ms),
  });

  expect(await client.whoami()).toBe("ada");
  expect(pauses).toEqual([250, 2_000]);
});

function later(): Response {
  return new Response("later", { status: 503, headers: { "retry-after": "5" } });
}

test("a question is repeated only when the answer says when", async () => {
  const pauses: number[] = [];
  const sleep = async (ms: number): Promise<unknown> => pauses.push(ms);
  const answers = [later, () => Response.json({ outcome: "unchanged" })];
  const patient = answering(() => answers.shift()?.() ?? later(), { sleep });
  const hasty = answering(() => new Response("broken", { status: 500 }), { sleep });
  const question = { registry: "home", coreVersion: "1.0.0", wants: {} };

  expect(await patient.resolve(question)).toEqual({ outcome: "unchanged" });
  await expect(hasty.resolve(question)).rejects.toMatchObject({ status: 500 });
  expect(pauses).toEqual([5_000]);
});

test("writing is never repeated", async () => {
  let sent = 0;
  const client = answering(() => {
    sent += 1;
    return new Response("down", { status: 503 });
  });

  await expect(client.publish({ name: "left-pad" })).rejects.toMatchObject({ code: "EUNAVAILABLE" });
  expect(sent).toBe(1);
});

test("a publish says whether the version is new", async () => {
  const statuses = [201, 200];
  const client = answering(() => Response.json({ ok: true }, { status: statuses.shift() ?? 500 }));

  expect(await client.publish({ name: "left-pad" })).toEqual({ created: true });
  expect(await client.publish({ name: "left-pad" })).toEqual({ created: false });
});

test("a server that cannot be reached is named, with the reason below `fetch failed`", async () => {
  const client = answering(() =>
    Promise.reject(new TypeError("fetch failed", { cause: new Error("connect ECONNREFUSED 127.0.0.1:5273") })),
  );

  await expect(client.ping()).rejects.toMatchObject({
    code: "ENETWORK",
    message: "`http://registry.example/-/ping` cannot be reached: connect ECONNREFUSED 127.0.0.1:5273",
  });
});

test("a bug of a registry in the same process is not taken for the network", async () => {
  const client = answering(() => Promise.reject(new TypeError("undefined is not a function")));

  await expect(client.ping()).rejects.toThrow(TypeError);
});

test("an answer that never comes, and one that stops in the middle, end at the time limit", async () => {
  const silent = answering(() => new Promise(() => undefined), { timeoutMs: 20 });
  await expect(silent.whoami()).rejects.toThrow("no answer within 0.02 s");

  const stalled = answering(() => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })), {
    timeoutMs: 20,
  });
  await expect(stalled.whoami()).rejects.toThrow("no answer within 0.02 s");
});

test("what answers but is no registry is said to answer nonsense", async () => {
  const page = answering(() => new Response("<!doctype html><title>Router</title>"));
  await expect(page.whoami()).rejects.toThrow("answered nonsense: `<!doctype html><title>Router</title>` is not JSON");

  const other = answering(() => Response.json({ name: "right-pad", versions: {}, "dist-tags": {} }));
  await expect(other.fetchAbbreviated(leftPad)).rejects.toThrow("is a document of another package than `left-pad`");
});

test("versions that no client could install are left out, and one sha512 is picked of many hashes", async () => {
  const sha512 = `sha512-${"A".repeat(86)}==`;
  const dist = { tarball: "http://registry.example/left-pad/-/left-pad-1.0.0.tgz", integrity: `sha1-AAAA= ${sha512}` };
  const client = answering(() =>
    Response.json({
      name: "left-pad",
      "dist-tags": { latest: "1.0.0" },
      versions: {
        "1.0.0": { name: "left-pad", version: "1.0.0", dist },
        "01.0": { name: "left-pad", version: "01.0", dist },
        "2.0.0": { name: "left-pad", version: "2.0.0" },
      },
    }),
  );

  expect((await client.fetchAbbreviated(leftPad))?.versions).toEqual({
    "1.0.0": { name: "left-pad", version: "1.0.0", dist: { tarball: dist.tarball, integrity: sha512 } },
  });
});

test("a registry that does not resolve is told from one that refuses to", async () => {
  const body = {
    registry: "home",
    coreVersion: "1.0.0",
    provided: [],
    wants: {},
    shared: [],
    overrides: {},
    lock: null,
    update: [],
  };

  for (const status of [404, 405, 501]) {
    const other = answering(() => Response.json({ error: "Not found" }, { status }));
    expect(await other.resolve(body)).toBeUndefined();
  }
  const larder = answering(() => Response.json({ error: "Log in first", code: "ENEEDAUTH" }, { status: 401 }));
  await expect(larder.resolve(body)).rejects.toMatchObject({ code: "ENEEDAUTH" });
});

test("queries say only what is asked", async () => {
  const urls: string[] = [];
  const client = answering((request) => {
    urls.push(request.url);
    return Response.json({ hits: [], total: 0 });
  });

  await client.search({ domain: "metrics", size: 5 });
  await client.search({});

  expect(urls).toEqual([
    "http://registry.example/-/api/v1/search?domain=metrics&size=5",
    "http://registry.example/-/api/v1/search",
  ]);
});

function answering(
  answer: (request: Request) => Promise<Response> | Response,
  options: Partial<RegistryClientOptions> = {},
): RegistryClient {
  return createRegistryClient({
    url: "http://registry.example",
    sleep: async () => undefined,
    fetch: async (request) => await answer(request),
    ...options,
  });
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}
