import { parseRegistryConfiguration } from "@larder/registry-api";
import { TestRegistry } from "@larder/registry-api/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

import { testSeed } from "../support/test-seed.ts";
import { type LieName, lieNames } from "./lying-uplink/lies.ts";
import { LyingUplink } from "./lying-uplink/lying-uplink.ts";
import { type Wanted, Witness } from "./lying-uplink/witness.ts";

/** One for each lie, so that each is told once about something that is not known yet. */
const packagesMax = lieNames.length;
const growthMegabytesMax = 700;

/** One request on a bad day. */
type Step = {
  readonly lie: LieName | undefined;
  readonly pkg: number;
  readonly wants: Wanted;
  /** What passes before it. */
  readonly minutes: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  lie: fc.option(fc.constantFrom(...lieNames), { nil: undefined }),
  pkg: fc.nat(packagesMax - 1),
  wants: fc.constantFrom("document", "archive"),
  minutes: fc.constantFrom(0, 1, 5, 30, 600),
});

/** Each lie, about an archive and then about a document that nobody has seen; the breaker has time to close between. */
const eachOnce: readonly Step[] = lieNames.flatMap((lie, pkg): Step[] => [
  { lie, pkg, wants: "archive", minutes: 5 },
  { lie, pkg, wants: "document", minutes: 5 },
  { lie: undefined, pkg, wants: "document", minutes: 5 },
  { lie, pkg, wants: "archive", minutes: 5 },
  { lie, pkg, wants: "document", minutes: 600 },
]);

test("R9: nothing that an uplink says on a bad day is kept, and what is known flows on", async () => {
  expect(await survive(100)).toMatchObject(unharmed);
});

test("R9: nor in 4,000 requests", { tags: ["slow"], timeout: 1_500_000 }, async () => {
  expect(await survive(4000)).toMatchObject(unharmed);
});

test("R9: the breaker leaves a dead uplink alone, asks with one probe, and closes again", async () => {
  const { uplink, world, clock } = await openBeforeLiar();
  const ask = async (index: number): Promise<number> => (await world.anonymous.get(`/package-${index}`)).status;
  const countRequests = async (work: () => Promise<unknown>): Promise<number> => {
    const before = uplink.requests;
    await work();
    return uplink.requests - before;
  };
  uplink.lie = "fails";

  expect(await countRequests(() => Promise.all([0, 1, 2, 3, 4, 5].map(ask)))).toBeGreaterThanOrEqual(3);
  expect(await countRequests(() => Promise.all([0, 1, 2, 3, 4, 5].map(ask)))).toBe(0);
  clock.pass(16_000);
  expect(await countRequests(() => Promise.all([0, 1, 2, 3, 4, 5].map(ask)))).toBe(1);
  uplink.lie = undefined;
  clock.pass(16_000);
  expect(await countRequests(() => ask(0))).toBe(0);
  clock.pass(16_000);
  expect(await ask(0)).toBe(200);
  expect(await Promise.all([1, 2, 3, 4, 5].map(ask))).toEqual([200, 200, 200, 200, 200]);
});

test("R9: an archive in an encoding that nobody asked for is not even begun", async () => {
  const { uplink, world } = await openBeforeLiar();
  await (await world.anonymous.get("/package-0")).text();
  uplink.lie = "sends a bomb";

  expect((await world.anonymous.get("/package-0/-/package-0-1.0.0.tgz")).status).toBe(502);
});

test("R9: a document that unpacks to half a gigabyte is cut off long before", async () => {
  const { uplink, world } = await openBeforeLiar(60_000);
  uplink.lie = "sends a bomb";
  const startBytes = process.memoryUsage().rss;

  const responses = await Promise.all([0, 1, 2, 3].map((index) => world.anonymous.get(`/package-${index}`)));

  const [{ error } = { error: "" }] = await Promise.all(
    responses.map(async (one) => (await one.json()) as { error: string }),
  );
  expect([responses.map(({ status }) => status), error]).toEqual([
    [502, 502, 502, 502],
    "The uplink `npm` sends a document without end",
  ]);
  expect((process.memoryUsage().rss - startBytes) / 1024 / 1024).toBeLessThan(growthMegabytesMax);
});

/** A registry before a liar, with short patience and a clock that only moves when it is told. */
async function openBeforeLiar(documentTimeoutMs = 300): Promise<{
  uplink: LyingUplink;
  world: TestRegistry;
  clock: { pass: (ms: number) => void };
}> {
  const uplink = await LyingUplink.start(packagesMax);
  let now = Date.parse("2026-11-21T10:00:00Z");
  const npm = { url: uplink.url, timeoutMs: 150, documentTimeoutMs };
  const configuration = parseRegistryConfiguration(
    JSON.stringify({ uplinks: { npm }, rules: [{ packages: "**", origin: "npm" }] }),
    "registry.yaml",
  );
  const world = await TestRegistry.open({ configuration, clock: () => new Date(now) });
  return { uplink, world, clock: { pass: (ms) => (now += ms) } };
}

/** What a run found: nothing wrong, and proof that it was a bad day indeed. */
const unharmed = { wrong: [], wasStale: true, wasRefused: true, recovered: true, tooMuchMemory: 0 };

async function survive(steps: number): Promise<object> {
  const seed = testSeed();
  const { uplink, world, clock } = await openBeforeLiar();
  const witness = new Witness(world, uplink);
  const startBytes = process.memoryUsage().rss;
  let peakBytes = startBytes;
  for (const { lie, pkg, wants, minutes } of [...eachOnce, ...fc.sample(step, { seed, numRuns: steps })]) {
    clock.pass(minutes * 60_000);
    uplink.lie = lie;
    await witness.ask(pkg, wants, lie);
    peakBytes = Math.max(peakBytes, process.memoryUsage().rss);
  }
  uplink.lie = undefined;
  clock.pass(24 * 3_600_000);
  const grown = Math.round((peakBytes - startBytes) / 1024 / 1024);
  return {
    seed,
    wrong: witness.wrong,
    wasStale: witness.stale > 0,
    wasRefused: witness.refused > 0,
    recovered: await witness.seesAll(),
    tooMuchMemory: grown > growthMegabytesMax ? grown : 0,
  };
}
