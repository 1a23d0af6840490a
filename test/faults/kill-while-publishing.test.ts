import { setTimeout as sleep } from "node:timers/promises";

import { createTestDatabase } from "@larder/sql/testing";
import { describe, expect, inject, onTestFinished, test } from "vitest";

import { type Serving, serveLarder } from "../support/larder-process.ts";
import { type PreparedVersion, prepareVersion, putVersion } from "../support/publish-document.ts";
import { publisherToken, type RegistryPlace } from "../support/publisher-token.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { versionState } from "../support/version-state.ts";

const publishersAtOnce = 4;

/** What became of the versions of a run: those that were acknowledged, and those whose answer was lost. */
type Sent = { readonly acknowledged: PreparedVersion[]; readonly unknown: PreparedVersion[] };

describe.each(["PGlite", "Postgres"] as const)("on %s", (engine) => {
  test("a server that is killed 5 times while it takes publishes loses nothing and has nothing half", async () => {
    const { acknowledged, lost, half } = await killRepeatedly(engine, 5);

    expect({ enough: acknowledged > 5, lost, half }).toEqual({ enough: true, lost: [], half: [] });
  });

  test("a server that is killed 50 times while it takes publishes loses nothing", { tags: ["slow"] }, async () => {
    const { acknowledged, lost, half } = await killRepeatedly(engine, 50);

    expect({ enough: acknowledged > 50, lost, half }).toEqual({ enough: true, lost: [], half: [] });
  });
});

/** What stands in the registry after all kills. */
type Aftermath = { readonly acknowledged: number; readonly lost: readonly string[]; readonly half: readonly string[] };

async function killRepeatedly(engine: "PGlite" | "Postgres", times: number): Promise<Aftermath> {
  const place = await placeOn(engine);
  const args = ["serve", "--listen", "127.0.0.1:0", "--uplink", "none", ...place];
  const token = await publisherToken(place);
  const sent: Sent = { acknowledged: [], unknown: [] };

  for (let round = 0; round < times; round++) {
    const server = await serveLarder(args);
    const publishing = publishUntilRefused(server, token, round, sent);
    await sleep(30 + Math.random() * 1000);
    await server.kill();
    await publishing;
  }

  const server = await serveLarder(args);
  onTestFinished(async () => {
    await server.stop();
  });
  return {
    acknowledged: sent.acknowledged.length,
    lost: await namesOf(sent.acknowledged, async (version) => (await versionState(server.url, version)) !== "whole"),
    half: await namesOf(sent.unknown, async (version) => (await versionState(server.url, version)) === "half"),
  };
}

async function namesOf(
  versions: readonly PreparedVersion[],
  isMeant: (version: PreparedVersion) => Promise<boolean>,
): Promise<string[]> {
  const names: string[] = [];
  for (const version of versions) if (await isMeant(version)) names.push(`${version.name}@${version.version}`);
  return names;
}

async function placeOn(engine: "PGlite" | "Postgres"): Promise<RegistryPlace> {
  const data = await temporaryDirectory("killed");
  if (engine === "PGlite") return ["--data", data];
  const database = await createTestDatabase(inject("postgresUrl"));
  onTestFinished(() => database.drop());
  return ["--data", data, "--database-url", database.url];
}

/** Publishes version after version, several at once, until the server is gone. */
async function publishUntilRefused(server: Serving, token: string, round: number, sent: Sent): Promise<void> {
  const publishOneAfterAnother = async (publisher: number): Promise<void> => {
    for (let count = 0; ; count++) {
      const prepared = await prepareVersion(`noise-${publisher}`, `${round}.${count}.0`, 20_000);
      const status = await putVersion(server.url, token, prepared).catch(() => undefined);
      if (status === undefined) {
        sent.unknown.push(prepared);
        return;
      }
      expect(status).toBe(201);
      sent.acknowledged.push(prepared);
    }
  };
  await Promise.all(Array.from({ length: publishersAtOnce }, (_, publisher) => publishOneAfterAnother(publisher)));
}
