// SPEC.md §8. What a sandbox asks for is larger than what it says: it is the host that would have to hold it.
import { expect, test, vi } from "vitest";

import type { PackageOnDisk } from "../testing/host-on-disk.ts";
import { aPluginPackage } from "../testing/packages.ts";
import { startLaidHost } from "../testing/running-hosts.ts";

const ownFiles = { resource: "files:data/**", actions: ["read", "write"] };
const anyCall = { resource: "**", actions: ["*"] };

const flooding: PackageOnDisk = {
  name: "@home/flooding",
  mode: "sandboxed",
  grants: [ownFiles],
  larder: { permissions: [{ ...ownFiles, effect: "allow" }] },
  files: {
    "plugins/flooding/index.js": `
      import { definePlugin, Files } from "@larder/sdk";
      export default definePlugin({
        needs: { files: Files },
        actions: {
          ping: () => "flooding",
          some: async (_, { files }) => {
            await files.write("data/big", "x".repeat(2_900_000));
            const texts = await Promise.all(Array.from({ length: 4 }, () => files.readText("data/big")));
            return texts.map(({ length }) => length);
          },
          all: async (_, { files }) => {
            for (let count = 0; count < 1500; count += 1) void files.readText("data/big").catch(() => 0);
          },
        },
      });`,
  },
};

const asking: PackageOnDisk = {
  name: "@home/asking",
  mode: "sandboxed",
  grants: [anyCall],
  requires: ["@home/giving"],
  larder: { permissions: [{ ...anyCall, effect: "allow" }], limits: { memoryMb: 256 } },
  files: {
    "plugins/asking/index.js": `
      import { definePlugin } from "@larder/sdk";
      const told = async (work) => { try { return (await work()).length; } catch ({ message }) { return message.slice(-60); } };
      export default definePlugin({ actions: {
        ask: async (_, { call }) => [await told(() => call("giving.text", 40_000_000)), await told(() => call("giving.failure", 40_000_000)), await told(() => call("giving.text", 1_000_000))],
      } });`,
  },
};

const giving = aPluginPackage(
  "@home/giving",
  '{ actions: { text: (length) => "x".repeat(length), failure: (length) => { throw error("x".repeat(length)); } } }',
);
const neighbour = aPluginPackage("@home/neighbour", '{ actions: { ping: () => "neighbour" } }', { mode: "sandboxed" });

test("[B10] [X49] who asks for more than it takes is ended before the host holds all of it, and nobody else is", async () => {
  await using host = await startLaidHost([flooding, neighbour], { sandboxProcesses: 1 });
  expect(await host.call("flooding.some", {})).toEqual(Array.from({ length: 4 }, () => 2_900_000));
  const before = process.memoryUsage.rss();
  await host.call("flooding.all", {}).catch(() => undefined);
  await vi.waitFor(
    () =>
      expect(
        host
          .status()
          .log.map(({ message }) => message)
          .join(),
      ).toContain("wait for it"),
    {
      timeout: 20_000,
    },
  );
  // Of the 4.3 GB that it asked for.
  expect(process.memoryUsage.rss() - before).toBeLessThan(1e9);
  expect(await host.call("neighbour.ping", {})).toBe("neighbour");
  await vi.waitFor(async () => expect(await host.call("flooding.ping", {})).toBe("flooding"), { timeout: 20_000 });
});

test("[B8] [B10] an answer that is too long to cross fails its call, and ends no process", async () => {
  await using host = await startLaidHost([asking, giving, neighbour], { sandboxProcesses: 1 });
  expect(await host.call("asking.ask", {})).toEqual([
    expect.stringContaining("are more than may cross at once, which is 32000000"),
    expect.any(String),
    1_000_000,
  ]);
  expect(await host.call("neighbour.ping", {})).toBe("neighbour");
  expect(host.status().log.filter(({ level }) => level === "error")).toEqual([]);
});

test("[B12] timers that were cleared take no room, however far away they were", async () => {
  const patient = aPluginPackage(
    "@home/patient",
    `{ actions: { wait: async () => {
      for (let turn = 0; turn < 30; turn += 1) {
        for (let count = 0; count < 1000; count += 1) clearTimeout(setTimeout(() => {}, 60_000));
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      let ticks = 0;
      await new Promise((resolve) => { const timer = setInterval(() => { ticks += 1; if (ticks === 3) { clearInterval(timer); resolve(); } }, 1); });
      return ticks;
    } } }`,
    { mode: "sandboxed" },
  );
  await using host = await startLaidHost([patient]);
  expect(await host.call("patient.wait", {})).toBe(3);
});
