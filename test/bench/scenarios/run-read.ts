import type { PublishedIntegrities } from "../fill/publish-fixtures.ts";
import { zipfOrder } from "../fill/zipf-packages.ts";
import { driveSteadily, type ExpectedRead } from "../measure/drive.ts";
import type { Exchange } from "../measure/exchange.ts";
import { openPool } from "../measure/open-pool.ts";
import { type Sample, takeSample } from "../measure/sample.ts";
import type { Target } from "../targets/target.ts";
import { type ProvenRead, proveRead } from "./prove-read.ts";
import type { ReadScenario } from "./read-scenarios.ts";

/** Reads that were proven to be what they are meant to be, on one target. */
export type PreparedReads = {
  /** As they are sent, one after the other, and from the beginning again. */
  readonly order: readonly ExpectedRead[];
  /** What they are answered with when they are not conditional, as the bare server gives it. */
  readonly answers: readonly { readonly path: string; readonly answer: Exchange }[];
};

/** How many requests of a mix are made up: after them it begins again. */
const orderLength = 65_536;

/** Reads once each of what the scenario measures, and proves that it is that. Throws on the first that is not. */
export async function prepareReads(
  target: Target,
  scenario: ReadScenario,
  published: PublishedIntegrities,
): Promise<PreparedReads> {
  await using pool = openPool(target.url, 1);
  const proven: ProvenRead[] = [];
  for (const fixture of scenario.fixtures) {
    proven.push(await proveRead(pool.dispatcher, { target, scenario, fixture, published }));
  }
  return {
    order: proven.length === 1 ? proven : zipfOrder(proven.length, orderLength).flatMap((rank) => proven[rank] ?? []),
    answers: proven.map(({ request, answer }) => ({ path: request.path, answer })),
  };
}

/** Sends prepared reads for `durationMs` and returns what they cost. */
export async function runReads(
  target: Target,
  { connections }: Pick<ReadScenario, "connections">,
  { order, durationMs }: { readonly order: readonly ExpectedRead[]; readonly durationMs: number },
): Promise<Sample> {
  await using pool = openPool(target.url, connections);
  let sent = 0;
  const next = (): ExpectedRead => {
    const read = order[sent++ % order.length];
    if (read === undefined) throw new Error("There is nothing to read");
    return read;
  };
  return await takeSample(target, () => driveSteadily(pool.dispatcher, { next, connections, durationMs }));
}

/** The bytes of an answer, on the average of a mix. */
export function answerBytesOf({ order }: PreparedReads): number {
  return order.reduce((sum, { expected }) => sum + expected.bytes, 0) / order.length;
}
