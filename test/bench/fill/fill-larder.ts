import { openRegistryDatabase, type RegistryDatabase } from "@larder/registry-database";
import type { SqlLocation } from "@larder/sql";

import { publisherName } from "../../support/publisher-token.ts";
import { type OldManifest, oldManifests } from "./fixture-versions.ts";
import type { Fixture } from "./fixtures.ts";

/** How much one statement writes, in characters of manifests. */
const statementLength = 4_000_000;

/**
 * Puts the old versions of `fixtures` into the database of a Larder that is stopped. There are no documents yet: the
 * publish of the last version renders them from all versions.
 */
export async function fillLarder(at: SqlLocation, fixtures: readonly Fixture[]): Promise<void> {
  const database = await openRegistryDatabase(at);
  try {
    const aged = fixtures.filter(({ versions }) => versions > 1);
    await database.query(packagesStatement, [JSON.stringify(aged)]);
    await database.query(maintainersStatement, [publisherName]);
    for (const manifests of inStatements(aged)) {
      await database.query(versionsStatement, [`[${manifests.join()}]`, publisherName]);
    }
    await analyze(database);
  } finally {
    await database.close();
  }
}

const packagesStatement = `
  insert into packages (name, created_at, modified_at, revision)
    select name, timestamptz '2026-01-01', timestamptz '2026-01-01', versions - 1
    from json_to_recordset($1::text::json) as fixture(name text, versions integer)`;

const maintainersStatement = `
  insert into maintainers (package_id, user_id)
    select packages.id, users.id from packages cross join users where users.name = $1`;

const versionsStatement = `
  insert into versions (package_id, version, manifest, integrity, shasum, size_bytes, unpacked_size_bytes, files, published_by, published_at)
    select packages.id, manifest ->> 'version', manifest, manifest -> 'dist' ->> 'integrity', manifest -> 'dist' ->> 'shasum',
      1024, 1024, '[]', users.id,
      timestamptz '2026-01-01' + make_interval(mins => split_part(manifest ->> 'version', '.', 2)::integer)
    from json_array_elements($1::text::json) manifest
      join packages on packages.name = manifest ->> 'name'
      join users on users.name = $2`;

/** Returns the manifests as JSON, as many together as one statement writes. */
function* inStatements(fixtures: readonly Fixture[]): Generator<string[]> {
  let texts: string[] = [];
  let length = 0;
  for (const manifest of manifestsOf(fixtures)) {
    const text = JSON.stringify(manifest);
    texts.push(text);
    length += text.length;
    if (length < statementLength) continue;
    yield texts;
    [texts, length] = [[], 0];
  }
  if (texts.length > 0) yield texts;
}

function* manifestsOf(fixtures: readonly Fixture[]): Generator<OldManifest> {
  for (const fixture of fixtures) yield* oldManifests(fixture);
}

/** Or Postgres would plan as if nothing were there until its daemon comes by. */
async function analyze(database: RegistryDatabase): Promise<void> {
  await database.query("vacuum (analyze) packages, versions, maintainers");
  await database.maintain();
}
