import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { oldManifests } from "./fixture-versions.ts";
import type { Fixture } from "./fixtures.ts";

/** Puts the old versions of `fixtures` into the storage of a Verdaccio, in the form in which it writes them itself. */
export async function fillVerdaccio(storage: string, fixtures: readonly Fixture[]): Promise<void> {
  for (const fixture of fixtures) {
    const manifests = [...oldManifests(fixture)];
    const latest = manifests.at(-1)?.version;
    if (latest === undefined) continue;
    const at = "2026-01-01T00:00:00.000Z";
    const times = manifests.map(({ version }) => [version, at]);
    const document = {
      name: fixture.name,
      versions: Object.fromEntries(manifests.map((manifest) => [manifest.version, manifest])),
      time: { modified: at, created: at, ...Object.fromEntries(times) },
      users: {},
      "dist-tags": { latest },
      _uplinks: {},
      _distfiles: {},
      _attachments: {},
      _rev: "1-0",
      _id: fixture.name,
      readme: "",
    };
    const directory = join(storage, fixture.name);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "package.json"), JSON.stringify(document));
  }
}
