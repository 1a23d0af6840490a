// SPEC.md §5, lifecycle: answers that take their time. Rule ids in titles refer to it.
import { Readable } from "node:stream";

import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { memoryHost, memoryPackage } from "../testing/memory-host.ts";
import { getUrl } from "../testing/running-hosts.ts";
import type { SupervisedPackage } from "./supervised-package.ts";

const text = new TextEncoder();

function pull(controller: ReadableStreamDefaultController): void {
  controller.enqueue(text.encode("more"));
}

async function* hanging(): AsyncGenerator<string> {
  yield "first ";
  await new Promise(() => undefined);
}

/** A plugin whose answer comes in pieces, when the test says so, and that tells when it is unloaded. */
function streaming(pieces: AsyncIterable<string>, heard: string[]): SupervisedPackage {
  async function* encode(): AsyncGenerator<Uint8Array> {
    try {
      for await (const piece of pieces) yield text.encode(piece);
    } finally {
      heard.push("body ended");
    }
  }
  const answer = { status: 201, headers: { "x-plugin": "1" } };
  const plugin = definePlugin({
    routes: () => new Response(Readable.toWeb(Readable.from(encode())) as ReadableStream, answer),
    onUnload: () => void heard.push("unloaded"),
  });
  return memoryPackage("notes", { plugin });
}

test("[L16] a body that is still streamed when a life is replaced ends in that life", async () => {
  const heard: string[] = [];
  const more = Promise.withResolvers<string>();
  async function* pieces(): AsyncGenerator<string> {
    yield "first ";
    yield await more.promise;
  }
  await using host = await memoryHost([streaming(pieces(), heard)]);
  const response = await host.fetch(getUrl("/plugins/notes/"));

  await host.packages.reload("@local/notes");
  const replaced = heard.slice();
  more.resolve("second");
  const body = await response.text();

  expect([response.status, response.headers.get("x-plugin"), body]).toEqual([201, "1", "first second"]);
  expect(replaced).toEqual([]);
  await expect.poll(() => heard).toEqual(["body ended", "unloaded"]);
});

test("[L16] a life does not wait for a body that nobody wants any more", async () => {
  const heard: string[] = [];
  const plugin = definePlugin({
    routes: () => new Response(new ReadableStream({ pull, cancel: () => void heard.push("cancelled") })),
    onUnload: () => void heard.push("unloaded"),
  });
  await using host = await memoryHost([memoryPackage("notes", { plugin })]);
  const response = await host.fetch(getUrl("/plugins/notes/"));

  await host.packages.reload("@local/notes");
  await response.body?.cancel();

  await expect.poll(() => heard.toSorted()).toEqual(["cancelled", "unloaded"]);
});

test("[L16] a life waits for no answer that is whole, whether or not it is read", async () => {
  const heard: string[] = [];
  const plugin = definePlugin({
    routes: () => new Response("here"),
    onUnload: () => void heard.push("unloaded"),
  });
  await using host = await memoryHost([memoryPackage("notes", { plugin })]);
  await host.fetch(getUrl("/plugins/notes/"));
  await host.fetch(new Request(getUrl("/plugins/notes/"), { method: "HEAD" }));

  await host.packages.reload("@local/notes");

  await expect.poll(() => heard).toEqual(["unloaded"]);
});

test("[L16] a body that never ends keeps a life that was replaced no longer than its calls may", async () => {
  const heard: string[] = [];
  await using host = await memoryHost([streaming(hanging(), heard)], { limits: { retireMs: 20 } });
  await host.fetch(getUrl("/plugins/notes/"));

  await host.packages.reload("@local/notes");

  await expect.poll(() => heard).toEqual(["unloaded"]);
  const ended = host.status().log.filter(({ message }) => message.includes("was ended before its calls had"));
  expect(ended).toHaveLength(1);
});
