// SPEC.md §3, reading. Rule ids in titles refer to it.
import { openRegistryDatabase } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { createTestDatabase } from "@larder/sql/testing";
import { setImmediate } from "node:timers/promises";
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

describeEachDatabase("reading while others publish", (openDatabase) => {
  test("[R1] an older document never comes after a newer one, nor after the 201 of a newer one", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    await ada.publish(aPackage("left-pad").version("1.0.0"));
    const countVersions = async (accept: string): Promise<number> => {
      const { versions } = (await (await world.anonymous.get("/left-pad", { accept })).json()) as { versions: object };
      return Object.keys(versions).length;
    };
    let published = 1;
    const readAll = async (accept: string): Promise<void> => {
      for (let newest = 1; newest < 13;) {
        // Answers from the cache never let anything else run.
        await setImmediate();
        const atLeast = Math.max(newest, published);
        newest = await countVersions(accept);
        expect(newest).toBeGreaterThanOrEqual(atLeast);
      }
    };
    const readers = ["*/*", "*/*", "application/vnd.npm.install-v1+json", "application/vnd.npm.install-v1+json"];

    const reading = Promise.all(readers.map(readAll));
    for (; published < 13; published += 1) {
      expect((await ada.publish(aPackage("left-pad").version(`1.0.${published}`))).status).toBe(201);
    }

    await reading;
  });
});
