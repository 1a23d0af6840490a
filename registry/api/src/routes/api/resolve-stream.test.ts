// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import type { ResolveAnswer } from "@larder/registry-client";
import { expect, test } from "vitest";

import { streamAnswer } from "./resolve-stream.ts";

test("[L18] while an answer is looked for, a line from time to time says so", async () => {
  const { promise, resolve } = Promise.withResolvers<ResolveAnswer>();
  const stream = streamAnswer({ answer: () => promise, toFailure: () => new Response(), sayEveryMs: 5 });
  const frames: { readonly type: string }[] = [];

  for await (const piece of stream) {
    const lines = new TextDecoder().decode(piece).trim().split("\n");
    frames.push(...lines.map((line) => JSON.parse(line) as { type: string }));
    if (frames.length === 3) resolve({ outcome: "unchanged" });
  }

  expect(frames.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => ({ type: "waiting", seconds: 0 })));
  expect(frames.at(-1)).toEqual({ type: "done", answer: { outcome: "unchanged" } });
});
