// SPEC.md §3, reading. Rule ids in titles refer to it.
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { expect, test } from "vitest";

import { parseRegistryConfiguration } from "../../origins/parse-configuration.ts";
import { aPackage, refusal, seen, TestRegistry } from "../../testing/index.ts";

const short = "application/vnd.npm.install-v1+json";

test("[R1] a client that has the document gets 304, by ETag and by date, and a HEAD gets the headers", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const first = await anonymous.get("/left-pad");
  const [etag, modified] = [first.headers.get("etag") ?? "", first.headers.get("last-modified") ?? ""];

  expect((await anonymous.get("/left-pad", { "if-none-match": etag })).status).toBe(304);
  expect((await anonymous.get("/left-pad", { "if-modified-since": modified })).status).toBe(304);
  expect((await anonymous.get("/left-pad", { "if-none-match": '"other"' })).status).toBe(200);
  const head = await anonymous.send("/left-pad", { method: "HEAD" });
  expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
});

test("[R1] a publish gives a new ETag at once", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const etag = (await anonymous.get("/left-pad", { accept: short })).headers.get("etag") ?? "";
  await ada.publish(aPackage("left-pad").version("1.0.1"));

  const response = await anonymous.get("/left-pad", { accept: short, "if-none-match": etag });

  expect(await seen(response)).toMatchObject({ status: 200, body: { "dist-tags": { latest: "1.0.1" } } });
});

test("[R2] a document is served in the best encoding that the client takes, and says what it varies by", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad").file("README.md", "Pads. ".repeat(1000)));
  const plain = Buffer.from(await (await anonymous.get("/left-pad")).arrayBuffer());

  const decoders = { gzip: gunzipSync, br: brotliDecompressSync, zstd: zstdDecompressSync };
  for (const [encoding, decode] of Object.entries(decoders)) {
    const response = await anonymous.get("/left-pad", { "accept-encoding": encoding });
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toBe("Accept, Accept-Encoding");
    expect(decode(Buffer.from(await response.arrayBuffer())).equals(plain)).toBe(true);
  }
});

test("[R3] every form of a scoped name leads to the same package, also below a path", async () => {
  const world = await TestRegistry.open({ publicUrl: "https://packages.example/npm/" });
  const ada = await world.user("ada");
  await ada.publish(aPackage("@acme/chat"));

  for (const path of ["/@acme/chat", "/@acme%2fchat", "/@acme%2Fchat", "/npm/@acme%2fchat", "/npm/@acme/chat/"]) {
    expect(await seen(await ada.get(path))).toMatchObject({ status: 200, body: { name: "@acme/chat" } });
  }
  const manifest = (await (await ada.get("/npm/@acme/chat/latest")).json()) as { dist: { tarball: string } };
  expect(manifest.dist.tarball).toBe("https://packages.example/npm/@acme/chat/-/chat-1.0.0.tgz");
  expect((await ada.get("/npm/@acme/chat/-/chat-1.0.0.tgz")).status).toBe(200);
});

test("[R4] an archive says its length and its ETag, and is known by it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  const path = "/left-pad/-/left-pad-1.0.0.tgz";

  const head = await anonymous.send(path, { method: "HEAD" });
  const etag = head.headers.get("etag") ?? "";

  expect(Number(head.headers.get("content-length"))).toBe((await aPackage("left-pad").tarball()).length);
  expect((await anonymous.get(path, { "if-none-match": etag })).status).toBe(304);
  expect(await refusal(await anonymous.get("/left-pad/-/left-pad-2.0.0.tgz"))).toMatchObject({ status: 404 });
  expect((await anonymous.get("/left-pad/-/..%2f..%2fetc%2fpasswd")).status).toBe(400);
});

test("[R5] what is missing is 404 with a sentence, what is no name is 400", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));

  expect(await refusal(await anonymous.get("/right-pad"))).toMatchObject({
    status: 404,
    error: "Package `right-pad` does not exist",
  });
  expect(await refusal(await anonymous.get("/left-pad/9.9.9"))).toMatchObject({ status: 404, code: "E404" });
  expect(await refusal(await anonymous.get("/.hidden"))).toMatchObject({ status: 400, code: "EINVALIDPACKAGENAME" });
  expect(await refusal(await anonymous.get("/left-pad/__proto__"))).toMatchObject({ status: 404 });
});

test("[R6] a browser gets the page, everybody else the document, at the same URL", async () => {
  const world = await TestRegistry.open({ pages: () => new Response("<h1>", { headers: { vary: "Cookie" } }) });
  const ada = await world.user("ada");
  await ada.publish(aPackage("left-pad"));

  const page = await ada.get("/left-pad", { accept: "text/html,*/*;q=0.8" });

  expect([await page.text(), page.headers.get("vary")]).toEqual(["<h1>", "Cookie, Accept"]);
  expect((await ada.get("/left-pad", { accept: "*/*" })).headers.get("content-type")).toContain("application/json");
});

test("[A5] what may not be read needs a login, and does not exist for others who have one", async () => {
  const configuration = parseRegistryConfiguration(
    'rules: [{ packages: "@acme/*", origin: hosted, read: [ada], publish: [ada] }, { packages: "**", origin: hosted }]',
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration });
  const [ada, eve] = [await world.user("ada"), await world.user("eve")];
  await ada.publish(aPackage("@acme/secret"));

  expect((await ada.get("/@acme/secret")).status).toBe(200);
  expect((await world.anonymous.get("/@acme/secret")).status).toBe(401);
  expect(await refusal(await eve.get("/@acme/secret"))).toEqual(await refusal(await eve.get("/@acme/secret")));
  for (const path of ["/@acme/secret", "/@acme/secret/1.0.0", "/@acme/secret/-/secret-1.0.0.tgz"]) {
    expect((await eve.get(path)).status).toBe(404);
  }
  expect(await seen(await eve.get("/-/api/v1/packages"))).toEqual({
    status: 200,
    body: { packages: [], total: 0, next: null },
  });
  expect(await seen(await eve.get("/-/api/v1/search?text=secret"))).toMatchObject({ body: { hits: [], total: 0 } });
  expect(await seen(await ada.get("/-/api/v1/packages"))).toMatchObject({ body: { total: 1 } });
});
