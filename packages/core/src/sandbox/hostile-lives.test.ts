// SPEC.md §8. What code may try while it is loaded, reloaded and unloaded, and against what runs below it.
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import type { PackageOnDisk } from "../testing/host-on-disk.ts";
import { type LaidHost, startLaidHost } from "../testing/running-hosts.ts";

/** Each is the whole of a plugin's file, and what becomes of its package: its reason, or that it is active. */
const lives: { readonly [name: string]: readonly [code: string, reason: RegExp | undefined] } = {
  "a module that never ends": ["for (;;);", /its modules did not come to an end/],
  "a module that throws nothing": ["throw undefined;", /ended/],
  "a module that fills the memory": ["const kept = []; for (;;) kept.push(new Array(10_000).fill(1));", /ended|memory/],
  "a module that waits for ever": ["await new Promise(() => {});\nexport default 1;", /[Tt]op-level await/],
  "a module that exports nothing": ["export const plugin = 1;", /must export what `definePlugin` returns/],
  "a setup that never pauses": [plugin("{ setup() { for (;;); } }"), /ran for more than 500 ms without a pause/],
  "a setup that never ends": [plugin("{ setup: () => new Promise(() => {}) }"), /setup/],
  "a setup that throws": [plugin('{ setup() { throw new Error("on purpose"); } }'), /on purpose/],
  "an onUnload that never pauses": [plugin("{ onUnload() { for (;;); } }"), undefined],
  "an onUnload that never ends": [plugin("{ onUnload: () => new Promise(() => {}) }"), undefined],
  "an onUnload that throws": [plugin('{ onUnload() { throw new Error("on purpose"); } }'), undefined],
  "an undo that throws": [
    plugin('{ setup: (c) => c.effect("lamp", () => () => { throw new Error("on purpose"); }) }'),
    undefined,
  ],
  "an undo that never pauses": [plugin('{ setup: (c) => c.effect("lamp", () => () => { for (;;); }) }'), undefined],
  "an undo that never ends": [
    plugin('{ setup: (c) => c.effect("lamp", () => () => new Promise(() => {})) }'),
    undefined,
  ],
};

/** Each is code that runs before everything else of its package. */
const tricks: { readonly [name: string]: string } = {
  "a JSON of its own": "JSON.parse = () => { throw 1; }; JSON.stringify = () => '[\"done\",0,{}]';",
  "a Promise of its own": "Promise.prototype.then = () => { for (;;); };",
  "a Map of its own": "Map.prototype.get = Map.prototype.set = Map.prototype.delete = () => { throw 1; };",
  "an Array of its own": "Array.isArray = () => true; Array.prototype.push = Array.prototype.map = () => { throw 1; };",
  "traps on every object": "Object.defineProperty(Object.prototype, 'then', { get() { throw 1; } });",
  "setters on every object": "Object.defineProperty(Object.prototype, '$', { get: () => ['context', 0], set() {} });",
  "an entry of its own": "globalThis.__entry = { receive() { for (;;); }, wake() { for (;;); } };",
  "no globals": "for (const name of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[name]; } catch {}",
};

const neighbour = aPluginPackage("@home/neighbour", '{ actions: { ping: () => "neighbour" } }', { mode: "sandboxed" });

let host: LaidHost;

function plugin(definition: string): string {
  return `import { definePlugin } from "@larder/sdk";\nexport default definePlugin(${definition});\n`;
}

function slug(name: string): string {
  return name.replaceAll(" ", "-").toLowerCase();
}

function sandboxed(name: string, code: string): PackageOnDisk {
  return { name: `@home/${slug(name)}`, mode: "sandboxed", files: { [`plugins/${slug(name)}/index.js`]: code } };
}

beforeAll(async () => {
  const packages = [
    ...Object.entries(lives).map(([name, [code]]) => sandboxed(name, code)),
    ...Object.entries(tricks).map(([name, code]) =>
      sandboxed(name, `${code}\n${plugin('{ actions: { ping: () => "odd" } }')}`),
    ),
  ];
  host = await startLaidHost([neighbour, ...packages], {
    sandboxProcesses: 1,
    limits: {
      loadMs: 8000,
      unloadMs: 700,
      undoMs: 700,
      actionMs: 1000,
      restarts: { breakdownsMax: 1, windowMs: 1000, backoffMs: 1 },
    },
  });
});

afterAll(() => host[Symbol.asyncDispose]());

function statusOf(name: string): ReturnType<LaidHost["status"]>["packages"][number] | undefined {
  return host.status().packages.find((pkg) => pkg.name === `@home/${slug(name)}`);
}

async function expectNeighbour(): Promise<void> {
  await vi.waitFor(async () => expect(await host.call("neighbour.ping", {})).toBe("neighbour"), { timeout: 20_000 });
}

test.each(Object.entries(lives))(
  "[B14] %s: its package says so or goes, and nothing of it stays",
  async (name, [, reason]) => {
    const status = statusOf(name);
    const failed = { reason: expect.stringMatching(reason ?? ""), effects: [], actions: [] };
    expect(status).toMatchObject(reason === undefined ? { actual: "started" } : failed);

    const beganAt = performance.now();
    await host.packages.stop(`@home/${slug(name)}`);

    expect(performance.now() - beganAt).toBeLessThan(10_000);
    expect(statusOf(name)).toMatchObject({ effects: [], actions: [] });
    await expectNeighbour();
  },
);

test.each(Object.keys(tricks))(
  "[B15] %s: who changes the language in a sandbox changes it for itself",
  async (name) => {
    // It answers what it will, or fails with its name.
    const outcome = await host.call(`${slug(name)}.ping`, {}).catch(({ message }: Error) => message);

    expect(outcome === "odd" || String(outcome).includes(slug(name)) ? "its own" : outcome).toBe("its own");
    await expectNeighbour();
  },
);
