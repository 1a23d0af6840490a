// SPEC.md §3, reading. Rule ids in titles refer to it.
import { openRegistryDatabase } from "@larder/registry-database";
import { createTestDatabase } from "@larder/sql/testing";
import { expect, inject, onTestFinished, test } from "vitest";

import { aPackage, Persona, seen, TestRegistry } from "../testing/index.ts";

const postgresUrl: string | undefined = inject("postgresUrl");

test.skipIf(postgresUrl === undefined)("[R1] a 201 on one replica is visible on all of them at once", async () => {
  const server = await createTestDatabase(postgresUrl ?? "");
  const databases = [
    await openRegistryDatabase({ type: "url", url: server.url, poolSizeMax: 4 }),
    await openRegistryDatabase({ type: "url", url: server.url, poolSizeMax: 4 }),
  ] as const;
  onTestFinished(async () => {
    for (const database of databases) await database.close();
    await server.drop();
  });
  const one = await TestRegistry.open({ database: databases[0] });
  const other = await TestRegistry.open({ database: databases[1] });
  const ada = await one.user("ada");

  for (let patch = 0; patch < 20; patch += 1) {
    const version = `1.0.${patch}`;
    expect((await ada.publish(aPackage("left-pad").version(version))).status).toBe(201);
    const reader = new Persona(other.registry, "anonymous", undefined);
    expect(await seen(await reader.get("/left-pad"))).toMatchObject({ body: { "dist-tags": { latest: version } } });
  }
});
