// SPEC.md §4, actions. Rule ids in titles refer to it.
import { setTimeout as delay } from "node:timers/promises";

import { definePlugin } from "@larder/sdk";
import { expect, test } from "vitest";

import { serveHost } from "../testing/serve-host.ts";
import { testHost } from "../testing/test-host.ts";

test("[A7] [D1] a client that leaves does not end what it called", async () => {
  const began = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<boolean>();
  const plugin = definePlugin({
    actions: {
      async slow(_: object, { signal }: { readonly signal: AbortSignal }) {
        began.resolve();
        await delay(50);
        ended.resolve(signal.aborted);
      },
    },
  });
  await using host = await testHost({ plugin, name: "notes" });
  await using served = await serveHost(host);
  const leaving = new AbortController();

  const asked = served.send("/ipc/notes/slow", { method: "POST", signal: leaving.signal });
  await began.promise;
  leaving.abort();

  await expect(asked).rejects.toThrow("aborted");
  expect(await ended.promise).toBe(false);
});
