import { type PreparedVersion, prepareVersion } from "../../support/publish-document.ts";
import { driveThrough } from "../measure/drive.ts";
import { openPool } from "../measure/open-pool.ts";
import type { Target } from "../targets/target.ts";
import type { Fixture } from "./fixtures.ts";
import { publishRequest } from "./run-publish.ts";

/** Makes the versions of the fixtures: once, as all registries get the same bytes. */
export async function prepareFixtures(fixtures: readonly Fixture[]): Promise<PreparedVersion[]> {
  const prepared: PreparedVersion[] = [];
  for (const { name, versions, dependencies, noiseBytes } of fixtures) {
    for (let minor = 0; minor < versions; minor++) {
      const more = dependencies === 0 ? {} : { dependencies: dependenciesOf(minor, dependencies) };
      prepared.push(await prepareVersion(name, `1.${minor}.0`, noiseBytes, more));
    }
  }
  return prepared;
}

/** Publishes the versions one after another, as each changes the packument that the next one is added to. */
export async function publishFixtures(target: Target, versions: readonly PreparedVersion[]): Promise<void> {
  await using pool = openPool(target.url, 1);
  const requests = versions.map((version) => publishRequest(version, target.token));
  await driveThrough(pool.dispatcher, { requests, connections: 1, status: 201 });
}

function dependenciesOf(minor: number, count: number): Record<string, string> {
  const names = Array.from({ length: count }, (_, index) => `bench-dependency-${String(index).padStart(3, "0")}`);
  return Object.fromEntries(names.map((name, index) => [name, `^${1 + (index % 9)}.${minor}.0`]));
}
