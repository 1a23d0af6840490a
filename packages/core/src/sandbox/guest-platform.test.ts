// SPEC.md §8. What code of a package may expect around it, wherever it runs.
import { mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findPackageJSON } from "node:module";

import { expect, test } from "vitest";

import { layPackage, type PackageOnDisk } from "../testing/host-on-disk.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { getUrl, postJson, seen, startLaidHost } from "../testing/running-hosts.ts";
import { type TestHost, testHost } from "../testing/test-host.ts";

const platformPackage: PackageOnDisk = {
  name: "@home/shop",
  files: {
    "plugins/shop/index.js": `
      import { definePlugin } from "@larder/sdk";
      import { Hono } from "hono";
      const app = new Hono()
        .get("/items/:id", (context) => context.json({ id: context.req.param("id"), page: context.req.query("page") }))
        .post("/items", async (context) => context.json({ got: await context.req.json() }, 201, { "x-made": "yes" }))
        .get("/text", (context) => context.text("grün"))
        .get("/away", (context) => context.redirect("/plugins/shop/text"))
        .get("/crash", () => { throw new Error("on purpose"); });
      // Any library with the Standard Schema interface; a promise, as those with refinements return.
      const even = { "~standard": { version: 1, vendor: "test", validate: async (value) =>
        typeof value?.n === "number" && value.n % 2 === 0 ? { value: { n: value.n / 2 } } : { issues: [{ message: "must be even", path: ["n"] }] } } };
      export default definePlugin({
        routes: (request) => app.fetch(rebased(request)),
        actions: {
          half: { input: even, handler: ({ n }) => n },
          platform: async () => {
            const url = new URL("../b?x=1&x=2#top", "https://packages.example:8443/a/c");
            const kept = structuredClone(new Map([["when", new Date(7)]]));
            const target = new EventTarget();
            const heard = [];
            target.addEventListener("ping", (event) => heard.push(event.type), { once: true });
            target.dispatchEvent(new Event("ping"));
            target.dispatchEvent(new Event("ping"));
            const released = [];
            { using held = { [Symbol.dispose]: () => released.push("held") }; void held; }
            await new Promise((resolve) => queueMicrotask(resolve));
            return {
              changed: (() => {
                const own = new URL("https://packages.example/?a=1");
                own.searchParams.append("b", "ü x");
                const first = own.searchParams;
                own.search = "?c=3";
                return [own.href, [...own.searchParams], first.get("b"), URL.parse("no url"), URL.parse("/p", own.href).href];
              })(),
              url: [url.href, url.origin, url.searchParams.getAll("x")],
              query: String(new URLSearchParams({ a: "1 2", ü: "&" })),
              bytes: [...new TextEncoder().encode("ü€")],
              text: new TextDecoder().decode(new Uint8Array([0xc3, 0xbc])),
              clone: kept.get("when").getTime(),
              base64: [btoa("hi"), atob("aGk=")],
              uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID()),
              differ: crypto.randomUUID() !== crypto.randomUUID(),
              random: crypto.getRandomValues(new Uint8Array(16)).length,
              heard,
              released,
              clock: typeof performance.now(),
              abort: AbortSignal.abort("why").reason,
              headers: [...new Headers({ "X-B": "2", a: "1" })],
              form: new URL("https://a.example/?q=%C3%BC").searchParams.get("q"),
            };
          },
          cancel: (_, { signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("never heard"))),
        },
      });
      const rebased = (request) => new Request(new URL(request.url.replace("/plugins/shop", "")), request);`,
  },
};

async function* inBothModes(): AsyncGenerator<TestHost> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "larder-platform-")));
  try {
    await layPackage(directory, platformPackage);
    const hono = dirname(findPackageJSON("hono", import.meta.url) ?? "");
    await symlink(dirname(hono), join(directory, "node_modules"));
    for (const mode of ["trusted", "sandboxed"] as const) {
      await using host = await testHost({ directory, mode });
      yield host;
    }
  } finally {
    await rm(directory, { recursive: true });
  }
}

test("[B12] an app of Hono answers the same, trusted and sandboxed", async () => {
  const answers: unknown[] = [];
  for await (const host of inBothModes()) {
    const requests = [
      getUrl("/plugins/shop/items/7%20a?page=2"),
      postJson("/plugins/shop/items", { name: "ü", tags: ["a"] }),
      getUrl("/plugins/shop/text"),
      getUrl("/plugins/shop/away"),
      getUrl("/plugins/shop/nowhere"),
      getUrl("/plugins/shop/crash"),
    ];
    const responses = await Promise.all(requests.map((request) => host.fetch(request)));
    answers.push(
      await Promise.all(responses.map(async (response) => [await seen(response), response.headers.get("location")])),
    );
  }
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toMatchObject([
    [{ status: 200, body: { id: "7 a", page: "2" } }, null],
    [{ status: 201, body: { got: { name: "ü", tags: ["a"] } } }, null],
    [{ status: 200, body: "grün" }, null],
    [{ status: 302 }, "/plugins/shop/text"],
    [{ status: 404 }, null],
    [{ status: 500 }, null],
  ]);
});

test("[B12] the globals of a web platform that need no outside are there in a sandbox too", async () => {
  const answers: unknown[] = [];
  for await (const host of inBothModes()) answers.push(await host.call("shop.platform", {}));
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[0]).toMatchObject({ heard: ["ping"], released: ["held"], uuid: true, differ: true });
});

test("[B12] a validator of a library checks and changes an input in either mode", async () => {
  for await (const host of inBothModes()) {
    expect(await host.call("shop.half", { n: 8 })).toBe(4);
    await expect(host.call("shop.half", { n: 7 })).rejects.toThrow("must be even");
  }
});

test("[B20] what the engine adds is there where the code of a package names it, and takes no memory where it does not", async () => {
  const named = aPluginPackage(
    "@home/named",
    "{ actions: { kind: () => [typeof URL, typeof crypto, typeof TextEncoder] } }",
  );
  const code =
    '{ actions: { kind: () => [["UR", "L"], ["cryp", "to"], ["Text", "Encoder"]].map((name) => typeof globalThis[name.join("")]) } }';
  const unnamed = aPluginPackage("@home/unnamed", code);
  await using host = await startLaidHost([named, unnamed].map((pkg) => ({ ...pkg, mode: "sandboxed" as const })));
  expect(await host.call("named.kind", {})).toEqual(["function", "object", "function"]);
  expect(await host.call("unnamed.kind", {})).toEqual(["undefined", "undefined", "function"]);
});
