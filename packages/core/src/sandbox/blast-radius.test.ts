// SPEC.md §8. Each attack is one that code of a package may try; the host and the neighbours outlive all of them.
import { afterAll, beforeAll, expect, test, vi } from "vitest";

import { aPluginPackage } from "../testing/packages.ts";
import { type LaidHost, startLaidHost } from "../testing/running-hosts.ts";

const attacks = {
  throws: '() => { throw new Error("on purpose"); }',
  rejects: '() => Promise.reject(new Error("on purpose"))',
  throwsNothing: "() => { throw undefined; }",
  loops: "() => { for (;;); }",
  loopsInJobs: "() => { const again = () => Promise.resolve().then(again); return again(); }",
  catchesItsEnd: "() => { for (;;) { try { for (;;); } catch {} } }",
  backtracks: '() => /^(a+)+$/.test("a".repeat(40) + "b")',
  fillsHeap: '() => { const kept = []; for (;;) kept.push({ text: "x".repeat(1000) + kept.length }); }',
  fillsBuffers: "() => { const kept = []; for (;;) kept.push(new ArrayBuffer(10_000_000)); }",
  hugeArray: "() => new Array(100_000_000).fill(0).length",
  recurses: "() => { const deeper = () => deeper() + 1; return deeper(); }",
  exits: "() => process.exit(1)",
  killsParent: "() => process.kill(process.ppid)",
  hugeReply: '() => "x".repeat(10_000_000)',
  deepReply: "() => { let deep = {}; for (let i = 0; i < 100_000; i += 1) deep = { deep }; return deep; }",
  cyclicReply: "() => { const own = {}; own.own = own; return own; }",
  getterReply: '() => ({ get trap() { throw new Error("trap"); } })',
  longNumber: "() => 10n ** 20_000n",
  promises: "() => { const kept = []; for (;;) kept.push(new Promise(() => {})); }",
  promiseChain: "async () => { let last = Promise.resolve(); for (;;) last = last.then(() => 1); }",
  hugeText: '() => "x".repeat(2 ** 30).length + "x".repeat(2 ** 30).length',
  symbolReply: "() => Symbol.iterator",
} as const;

/** What takes the sandbox with it; it comes back. */
const fatalAttacks = {
  sorts: "() => Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) % 3_000_017).sort().length",
  floods: "(_, context) => { for (;;) context.log.info('again'); }",
  timers: "() => { for (;;) setTimeout(() => {}, 60_000); }",
  calls: "(_, context) => Promise.all(Array.from({ length: 100_000 }, () => context.call('attacker.ping')))",
} as const;

/** What never pauses by itself, and what ends by itself at once. */
const bounded = Object.keys({ ...attacks, ...fatalAttacks }).filter((name) => name !== "calls");

const attacker = aPluginPackage(
  "@home/attacker",
  `{ actions: {
    ping: () => "attacker",
    later: () => { setTimeout(() => { for (;;); }, 1); return "later"; },
    rejectsLater: () => { void Promise.reject(new Error("left alone")); setTimeout(() => { throw new Error("thrown later"); }, 1); return "later"; },
    ${Object.entries({ ...attacks, ...fatalAttacks })
      .map(([name, code]) => `${name}: ${code}`)
      .join(",\n")}
  } }`,
  // Enough memory for calls of the engine's own that last.
  { larder: { limits: { memoryMb: 512 } } },
);
const sandboxed = <Pkg extends object>(pkg: Pkg): Omit<Pkg, "mode"> => ({ ...pkg, mode: undefined });
const neighbour = aPluginPackage("@home/neighbour", '{ actions: { ping: () => "neighbour" } }');

let host: LaidHost;

beforeAll(async () => {
  host = await startLaidHost([sandboxed(attacker), sandboxed(neighbour)], {
    sandboxProcesses: 1,
    limits: { restarts: { breakdownsMax: 1000, windowMs: 1000, backoffMs: 1 }, actionMs: 20_000 },
  });
});

afterAll(() => host[Symbol.asyncDispose]());

/** A package may be on its way back. */
async function expectAnswers(plugin: string): Promise<void> {
  await vi.waitFor(async () => expect(await host.call(`${plugin}.ping`, {})).toBe(plugin), { timeout: 20_000 });
}

test.each(Object.keys(attacks))("[B6] [X49] %s: the call fails, its package and its neighbour go on", async (name) => {
  await expect(host.call(`attacker.${name}`, {})).rejects.toThrow("`@home/attacker`");
  await expectAnswers("neighbour");
  await expectAnswers("attacker");
});

test.each(Object.keys(fatalAttacks))("[B7] [X49] %s: the sandbox is ended, named, and comes back", async (name) => {
  await expect(host.call(`attacker.${name}`, {})).rejects.toThrow("The sandbox of `@home/attacker` ended");
  await expectAnswers("attacker");
  await expectAnswers("neighbour");
});

/** What a stretch may take, and what may pass until the caller knows whose it was. */
const namedWithinMs = 500 + 300;

test.each(bounded)("[B6][B7] %s: named within its deadline and 300 ms", { tags: ["slow"] }, async (name) => {
  const took: number[] = [];
  // A machine that is busy with something else is not what is measured.
  for (let attempt = 1; attempt <= 5 && !took.some((ms) => ms <= namedWithinMs); attempt += 1) {
    await expectAnswers("attacker");
    const beganAt = performance.now();
    await expect(host.call(`attacker.${name}`, {})).rejects.toThrow("`@home/attacker`");
    took.push(performance.now() - beganAt);
  }
  expect(Math.min(...took)).toBeLessThanOrEqual(namedWithinMs);
});

test(
  "[B6] neighbours' p95 stays below twice what it is in peace, while every attack runs",
  { timeout: 240_000, tags: ["slow"] },
  async () => {
    const ratios: number[] = [];
    // What the machine does besides may begin between the two.
    for (let attempt = 1; attempt <= 3 && !ratios.some((ratio) => ratio < 2); attempt += 1) {
      const inPeace = await neighbourP95(async () => await new Promise((resolve) => setTimeout(resolve, 3000)));
      const underAttack = await neighbourP95(async () => {
        for (const name of Object.keys({ ...attacks, ...fatalAttacks })) {
          await expectAnswers("attacker");
          await expect(host.call(`attacker.${name}`, {})).rejects.toThrow("`@home/attacker`");
        }
      });
      // A tenth of a millisecond doubles by itself.
      ratios.push(underAttack / Math.max(inPeace, 0.5));
    }
    expect(Math.min(...ratios)).toBeLessThan(2);
  },
);

/** Calls the neighbour one time after the other while `work` runs; returns the 95th percentile in milliseconds. */
async function neighbourP95(work: () => Promise<void>): Promise<number> {
  const took: number[] = [];
  const over = new AbortController();
  const calls = (async () => {
    while (!over.signal.aborted) {
      const beganAt = performance.now();
      // It may be on its way back from a process that was ended.
      await host.call("neighbour.ping", {}).catch(() => undefined);
      took.push(performance.now() - beganAt);
      await new Promise(setImmediate);
    }
  })();
  await work();
  over.abort();
  await calls;
  return took.toSorted((one, other) => one - other)[Math.floor(took.length * 0.95)] ?? Number.NaN;
}

test("[B6] a timer that never pauses, and failures that nobody waits for, harm nobody", async () => {
  await expectAnswers("attacker");
  expect(await host.call("attacker.later", {})).toBe("later");
  expect(await host.call("attacker.rejectsLater", {})).toBe("later");
  await expectAnswers("attacker");
  await expectAnswers("neighbour");
  await vi.waitFor(
    () =>
      expect(host.status().log).toContainEqual(
        expect.objectContaining({ package: "@home/attacker", message: "A failure was left that nobody waits for" }),
      ),
    10_000,
  );
});

test("[L14] [X49] what breaks again and again is quarantined with its reason, and what requires it says so", async () => {
  const breaking = aPluginPackage("@home/breaking", `{ actions: { break: ${fatalAttacks.timers} } }`);
  const relying = aPluginPackage("@home/relying", '{ actions: { ping: () => "relying" } }', {
    requires: ["@home/breaking"],
  });
  await using small = await startLaidHost([sandboxed(breaking), sandboxed(relying)], {
    limits: { restarts: { breakdownsMax: 3, windowMs: 60_000, backoffMs: 1 } },
  });
  for (let breakdown = 1; breakdown <= 3; breakdown += 1) {
    await vi.waitFor(() => expect(small.call("breaking.break", {})).rejects.toThrow("more than 10000 timers"), 20_000);
  }
  const sentence =
    "`@home/breaking` broke 3 times and is not started again by itself; last: The sandbox of `@home/breaking` ended: it has more than 10000 timers";
  await vi.waitFor(
    () =>
      expect(small.status().packages).toMatchObject([
        { name: "@home/breaking", actual: "quarantined", reason: sentence, actions: [], effects: [] },
        { name: "@home/relying", actual: "failed", reason: expect.stringContaining(sentence), actions: [] },
      ]),
    10_000,
  );
  await small.packages.start("@home/relying");
  expect(await small.call("relying.ping", {})).toBe("relying");
});

test("[B8] [X49] a neighbour in a process that is ended comes back by itself, and is not counted", async () => {
  const killer = aPluginPackage("@home/killer", `{ actions: { ping: () => "killer", kill: ${attacks.hugeArray} } }`, {
    larder: { limits: { memoryMb: 1024 } },
  });
  await using small = await startLaidHost([sandboxed(killer), sandboxed(neighbour)], {
    sandboxProcesses: 1,
    limits: { restarts: { breakdownsMax: 4, windowMs: 60_000, backoffMs: 1 } },
  });
  for (let kill = 1; kill <= 3; kill += 1) {
    await vi.waitFor(() => expect(small.call("killer.kill", {})).rejects.toThrow("could not be interrupted"), 20_000);
    await vi.waitFor(async () => expect(await small.call("neighbour.ping", {})).toBe("neighbour"), 20_000);
    await vi.waitFor(async () => expect(await small.call("killer.ping", {})).toBe("killer"), 20_000);
  }
  // After the first time, the one that did it runs alone.
  expect(
    small.status().log.filter(({ message }) => message.includes("another package ended the process")),
  ).toHaveLength(1);
});
