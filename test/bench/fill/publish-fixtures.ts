import pMap from "p-map";

import { type PreparedVersion, prepareVersion } from "../../support/publish-document.ts";
import { driveThrough } from "../measure/drive.ts";
import { openPool } from "../measure/open-pool.ts";
import { publishRequest } from "../scenarios/run-publish.ts";
import type { Target } from "../targets/target.ts";
import { authoredFields, lastVersionOf, oldManifests } from "./fixture-versions.ts";
import type { Fixture } from "./fixtures.ts";

/** The `integrity` of every version of every fixture, by `name@version`. */
export type PublishedIntegrities = ReadonlyMap<string, string>;

/** Makes the last version of each fixture: once, as all registries get the same bytes. */
export async function prepareFixtures(fixtures: readonly Fixture[]): Promise<PreparedVersion[]> {
  return pMap(
    fixtures,
    (fixture) =>
      prepareVersion(
        fixture.name,
        lastVersionOf(fixture),
        fixture.noiseBytes,
        authoredFields(fixture, fixture.versions - 1),
      ),
    { concurrency: 4 },
  );
}

/** Publishes the last versions, so that the registry itself renders the packuments. */
export async function publishFixtures(target: Target, versions: readonly PreparedVersion[]): Promise<void> {
  const connections = 8;
  await using pool = openPool(target.url, connections);
  const requests = versions.map((version) => publishRequest(version, target.token));
  await driveThrough(pool.dispatcher, { requests, connections, status: 201 });
}

/** Returns what each packument must say. */
export function integritiesOf(
  fixtures: readonly Fixture[],
  published: readonly PreparedVersion[],
): PublishedIntegrities {
  const integrities = new Map(published.map(({ name, version, integrity }) => [`${name}@${version}`, integrity]));
  for (const fixture of fixtures) {
    for (const { name, version, dist } of oldManifests(fixture)) integrities.set(`${name}@${version}`, dist.integrity);
  }
  return integrities;
}
