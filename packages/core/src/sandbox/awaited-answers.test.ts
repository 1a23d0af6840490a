// SPEC.md §8. Answers of a sandbox that call it back when they are looked at.
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import { getUrl, type LaidHost, postJson, startLaidHost } from "../testing/running-hosts.ts";

const fails = '() => { throw new Error("nobody listens") }';
const changing = `() => { let reads = 0; return { get then() { reads += 1; return reads > 1 ? ${fails} : undefined; } }; }`;

let host: LaidHost;
const unheard: unknown[] = [];
const note = (failure: unknown): void => void unheard.push(failure);
beforeAll(async () => {
  process.on("unhandledRejection", note);
  host = await startLaidHost([
    aPluginPackage(
      "@home/tricky",
      `{ actions: {
        awaited: ${changing},
        written: () => ({ toJSON: ${fails} }),
        named: () => ({ toString: ${fails}, valueOf: ${fails} }),
        thrown: () => { throw { message: { toString: ${fails} }, code: { toJSON: ${fails} } }; },
        plain: () => "fine",
      } }`,
      { mode: "sandboxed" },
    ),
  ]);
});
afterAll(async () => {
  process.off("unhandledRejection", note);
  await host[Symbol.asyncDispose]();
});

// A rejection that nobody hears of ends a Node process.
test.each(["awaited", "written", "named", "thrown"])(
  "[B10] an answer that calls its sandbox back when it is %s leaves the host as it was",
  async (action) => {
    const answer = await host.fetch(postJson(`/ipc/tricky/${action}`, {}));
    await answer.text();
    await host.call(`tricky.${action}`, {}).then(String, String);
    await sleep(50);

    expect(unheard).toEqual([]);
    expect(await host.call("tricky.plain", {})).toBe("fine");
    expect((await host.fetch(getUrl("/-/healthz"))).status).toBe(200);
  },
);

test("[B10] what can be awaited is refused, and the package named", async () => {
  await expect(host.call("tricky.awaited", {})).rejects.toThrow("`@home/tricky`");
});
