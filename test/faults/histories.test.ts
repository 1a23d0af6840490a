import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { serveReplicas } from "../support/serve-replicas.ts";
import { testSeed } from "../support/test-seed.ts";
import { isLinearizable, type Observed } from "./histories/linearize.ts";
import { type Intention, PackageClient, type Reading } from "./histories/package-client.ts";
import { packageModel, type PackageOperation } from "./histories/package-model.ts";

const clientsAtOnce = 4;
const intentionsOfOne = 8;

describe.each([
  { where: "on PGlite", engine: "PGlite", replicas: 1 },
  { where: "on two replicas with Postgres", engine: "Postgres", replicas: 2 },
] as const)("$where", ({ engine, replicas }) => {
  test("5 histories of publishes, tags, warnings and unpublishes have an order that explains all answers", async () => {
    expect(await unexplained(engine, replicas, 5)).toEqual([]);
  });

  test("200 such histories have one", { tags: ["slow"] }, async () => {
    expect(await unexplained(engine, replicas, 200)).toEqual([]);
  });
});

test("a history that nothing explains is found", () => {
  const stale = { kind: "read", seen: { revision: 1, versions: { "1.0.0": "" }, tags: {} } } as const;
  const published = { kind: "publish", version: "1.1.0", status: 201 } as const;
  const [first, second] = [
    { sentAt: 1, answeredAt: 2 },
    { sentAt: 3, answeredAt: 4 },
  ];
  const inOrder = [
    { operation: stale, ...first },
    { operation: published, ...second },
  ];
  const outOfOrder = [
    { operation: published, ...first },
    { operation: stale, ...second },
  ];
  const atOnce = [
    { operation: published, ...first },
    { operation: stale, ...first },
  ];

  expect([inOrder, outOfOrder, atOnce].map((history) => isLinearizable(history, packageModel))).toEqual([
    true,
    false,
    true,
  ]);
});

const version = fc.constantFrom("1.1.0", "1.2.0", "1.3.0");
const tag = fc.constantFrom("beta", "next");
const intention: fc.Arbitrary<Intention> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: "read" }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("publish"), version }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("tag"), tag, version }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("untag"), tag }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("deprecate"), version, message: fc.constantFrom("old", "worse") }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("unpublish"), version }) },
);
const plan = fc.array(fc.array(intention, { minLength: intentionsOfOne, maxLength: intentionsOfOne }), {
  minLength: clientsAtOnce,
  maxLength: clientsAtOnce,
});

/** Records `count` histories and returns those that no order of their operations explains. */
async function unexplained(engine: "PGlite" | "Postgres", replicas: number, count: number): Promise<unknown[]> {
  const seed = testSeed();
  const { urls, token } = await serveReplicas(replicas, { engine, rules: maintainersMayUnpublish });
  const wrong: unknown[] = [];
  for (const [number, intentions] of fc.sample(plan, { seed, numRuns: count }).entries()) {
    const name = `jam-${number}`;
    const clients = intentions.map((_, index) => new PackageClient(urls[index % urls.length] ?? "", name, token));
    const history = await record(clients, intentions);
    if (!isLinearizable(history, packageModel)) wrong.push({ seed, number, history });
    if (!validatorsFit(clients.flatMap(({ readings }) => readings)))
      wrong.push({ seed, number, validators: "do not fit" });
  }
  return wrong;
}

const maintainersMayUnpublish = `rules:\n  - { packages: "**", origin: hosted, unpublish: 30d }\n`;

/** Lets all clients act at the same time, each on one thing after the other. */
async function record(
  clients: readonly PackageClient[],
  intentions: readonly (readonly Intention[])[],
): Promise<Observed<PackageOperation>[]> {
  await clients[0]?.begin();
  const history: Observed<PackageOperation>[] = [];
  const actInTurn = async (client: PackageClient, wanted: readonly Intention[]): Promise<void> => {
    let seen = await client.read();
    for (const next of wanted) {
      const sentAt = performance.now();
      const operation = await client.act(next, seen);
      if (operation === undefined) continue;
      history.push({ operation, sentAt, answeredAt: performance.now() });
      if (operation.kind === "read") seen = operation.seen;
    }
  };
  await Promise.all(clients.map((client, index) => actInTurn(client, intentions[index] ?? [])));
  return history;
}

/** An ETag stands for one document, and a document has one ETag. */
function validatorsFit(readings: readonly Reading[]): boolean {
  const pairs = new Set(readings.map(({ etag, text }) => `${etag} ${text}`));
  const etags = new Set(readings.map(({ etag }) => etag));
  const texts = new Set(readings.map(({ text }) => text));
  return pairs.size === etags.size && pairs.size === texts.size;
}
