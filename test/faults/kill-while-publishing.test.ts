import { setTimeout as sleep } from "node:timers/promises";

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { type Serving, serveLarder } from "../support/larder-process.ts";
import { type PreparedVersion, prepareVersion, putBatch, putVersion } from "../support/publish-document.ts";
import { publisherToken } from "../support/publisher-token.ts";
import { registryPlace } from "../support/registry-place.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { testSeed } from "../support/test-seed.ts";
import { type VersionState, versionState } from "../support/version-state.ts";

const publishersAtOnce = 4;

/** Versions that are published together, all or none. */
type Publication = readonly PreparedVersion[];

/** What became of the publications of a run: those that were acknowledged, and those whose answer was lost. */
type Sent = { readonly acknowledged: Publication[]; readonly unknown: Publication[] };

describe.each(["PGlite", "Postgres"] as const)("on %s", (engine) => {
  test("a server that is killed 3 times while it takes publishes loses nothing and has nothing half", async () => {
    const { seed, acknowledged, lost, half } = await killRepeatedly(engine, 3);

    expect({ enough: acknowledged > 0, seed, lost, half }).toEqual({ enough: true, seed, lost: [], half: [] });
  });

  test("a server that is killed 50 times while it takes publishes loses nothing", { tags: ["slow"] }, async () => {
    const { seed, acknowledged, lost, half } = await killRepeatedly(engine, 50);

    expect({ enough: acknowledged >= 25, seed, lost, half }).toEqual({ enough: true, seed, lost: [], half: [] });
  });
});

/** What stands in the registry after all kills. */
type Aftermath = {
  readonly seed: number;
  readonly acknowledged: number;
  readonly lost: readonly string[];
  readonly half: readonly string[];
};

async function killRepeatedly(engine: "PGlite" | "Postgres", times: number): Promise<Aftermath> {
  const place = await registryPlace(engine, await temporaryDirectory("killed"));
  const args = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", ...place];
  const token = await publisherToken(place);
  const sent: Sent = { acknowledged: [], unknown: [] };

  const seed = testSeed();
  for (const [round, pauseMs] of fc.sample(fc.integer({ min: 30, max: 1030 }), { seed, numRuns: times }).entries()) {
    const server = await serveLarder(args);
    const first = Promise.withResolvers<void>();
    const publishing = publishUntilRefused(server, token, { round, sent, onAcknowledged: first.resolve });
    // Every second one has acknowledged something when it is killed, however slow the machine is.
    if (round % 2 === 1) await Promise.race([first.promise, publishing]);
    await sleep(pauseMs);
    await server.kill();
    await publishing;
  }

  const server = await serveLarder(args);
  onTestFinished(async () => {
    await server.stop();
  });
  return {
    seed,
    acknowledged: sent.acknowledged.flat().length,
    lost: await namesOf(sent.acknowledged, async (publication) => (await stateOf(server.url, publication)) !== "whole"),
    half: await namesOf(sent.unknown, async (publication) => (await stateOf(server.url, publication)) === "half"),
  };
}

/** A publication is whole or absent when all of its versions are. */
async function stateOf(url: string, publication: Publication): Promise<VersionState> {
  const states = new Set(await Promise.all(publication.map((version) => versionState(url, version))));
  const [state = "half"] = states;
  return states.size === 1 ? state : "half";
}

async function namesOf(
  publications: readonly Publication[],
  isMeant: (publication: Publication) => Promise<boolean>,
): Promise<string[]> {
  const names: string[] = [];
  for (const publication of publications) {
    if (await isMeant(publication)) names.push(publication.map(({ name, version }) => `${name}@${version}`).join(" "));
  }
  return names;
}

/** Publishes version after version, several at once, until the server is gone; one of the publishers sends batches. */
async function publishUntilRefused(
  server: Serving,
  token: string,
  { round, sent, onAcknowledged }: { readonly round: number; readonly sent: Sent; readonly onAcknowledged: () => void },
): Promise<void> {
  const publishOneAfterAnother = async (publisher: number): Promise<void> => {
    const names = publisher === 0 ? ["batch-a", "batch-b", "batch-c"] : [`noise-${publisher}`];
    for (let count = 0; ; count++) {
      const publication = await Promise.all(names.map((name) => prepareVersion(name, `${round}.${count}.0`, 20_000)));
      const status = await put(server.url, token, publication).catch(() => undefined);
      if (status === undefined) {
        sent.unknown.push(publication);
        return;
      }
      expect(status).toBe(201);
      sent.acknowledged.push(publication);
      onAcknowledged();
    }
  };
  await Promise.all(Array.from({ length: publishersAtOnce }, (_, publisher) => publishOneAfterAnother(publisher)));
}

function put(url: string, token: string, publication: Publication): Promise<number> {
  const [first, second] = publication;
  return first !== undefined && second === undefined
    ? putVersion(url, token, first)
    : putBatch(url, token, publication);
}
