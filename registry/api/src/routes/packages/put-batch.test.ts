// SPEC.md §2, publishing. Rule ids in titles refer to it.
import { readChangeSequence } from "@larder/registry-database";
import { describeEachDatabase } from "@larder/registry-database/testing";
import { expect, test } from "vitest";

import { aPackage, type PackageBuilder, type Persona, refusal, seen, TestRegistry } from "../../testing/index.ts";

async function batchOf(...packages: PackageBuilder[]): Promise<{ packages: object[] }> {
  return { packages: await Promise.all(packages.map((pkg) => pkg.body())) };
}

async function putBatch(persona: Persona, ...packages: PackageBuilder[]): Promise<Response> {
  return persona.put("/-/pnpr/v0/publish", await batchOf(...packages));
}

async function statusesOf(persona: Persona, ...names: string[]): Promise<number[]> {
  const responses = await Promise.all(names.map((name) => persona.get(`/${name}`)));
  return responses.map(({ status }) => status);
}

describeEachDatabase("publishing a batch", (openDatabase) => {
  test.each(["/-/pnpr/v0/publish", "/-/pnpm/v1/publish"])("[P18] %s publishes all packages", async (path) => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const [chat, core] = [aPackage("@acme/chat"), aPackage("@acme/core").version("2.0.0")];

    const response = await ada.put(path, await batchOf(chat, core));

    expect(await seen(response)).toEqual({
      status: 201,
      body: {
        ok: true,
        success: true,
        packages: [
          { id: "@acme/chat", rev: "1-larder" },
          { id: "@acme/core", rev: "1-larder" },
        ],
      },
    });
    const archive = await world.anonymous.get("/@acme/core/-/core-2.0.0.tgz");
    expect(new Uint8Array(await archive.arrayBuffer())).toEqual(new Uint8Array(await core.tarball()));
  });

  test("[P18] one package that is refused refuses them all", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const [ada, eve] = [await world.user("ada"), await world.user("eve")];
    await eve.publish(aPackage("taken"));
    await ada.publish(aPackage("mine"));
    const sequence = await readChangeSequence(world.database.db);
    const blobs = await world.countBlobs();

    const stranger = await putBatch(ada, aPackage("fresh"), aPackage("taken").version("2.0.0"));
    const other = await putBatch(ada, aPackage("fresh"), aPackage("mine").file("index.js", "export default 2;"));
    const spoilt = await putBatch(ada, aPackage("fresh"), aPackage("mine").version("1.0.1").archive(Buffer.from("x")));

    expect((await refusal(stranger)).status).toBe(403);
    expect(await refusal(other)).toMatchObject({ status: 403, code: "EPUBLISHCONFLICT" });
    expect(await refusal(spoilt)).toMatchObject({ status: 422, code: "EBADARCHIVE" });
    expect(await statusesOf(ada, "fresh", "mine", "taken")).toEqual([404, 200, 200]);
    expect(await readChangeSequence(world.database.db)).toBe(sequence);
    // The second batch was refused in its transaction, after its archives were kept: they are collected later.
    expect(await world.countBlobs()).toBeLessThanOrEqual(blobs + 2);
  });

  test("[P18] the same batch again answers 200, and a part of it may be there already", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    await ada.publish(aPackage("first"));

    const statuses: number[] = [];
    for (let tries = 0; tries < 2; tries += 1) {
      statuses.push((await putBatch(ada, aPackage("first"), aPackage("second"))).status);
    }

    expect(statuses).toEqual([201, 200]);
  });

  test("[P18] batches that share packages in other orders queue, and none is lost", async () => {
    const world = await TestRegistry.open({ database: await openDatabase() });
    const ada = await world.user("ada");
    const versions = Array.from({ length: 6 }, (_, index) => `1.0.${index}`);

    const responses = await Promise.all(
      versions.map((version, index) => {
        const packages = ["left", "middle", "right"].map((name) => aPackage(name).version(version).tag("next"));
        return putBatch(ada, ...(index % 2 === 0 ? packages : packages.toReversed()));
      }),
    );

    expect(responses.map(({ status }) => status)).toEqual(versions.map(() => 201));
    for (const name of ["left", "middle", "right"]) {
      const { versions: published } = (await (await ada.get(`/${name}`)).json()) as { versions: object };
      expect(Object.keys(published).toSorted()).toEqual(versions);
    }
  });
});

test("[P18] a batch that is no batch is refused, and nothing of it stays", async () => {
  const { ada, anonymous, world } = await TestRegistry.withUsers("ada");
  const reader = await world.token("ada", { scopes: ["read"] });
  const twice = await batchOf(aPackage("twin"), aPackage("twin").version("2.0.0"));
  const hidden = { more: [await aPackage("hidden").body()], packages: [] };
  const bare = { packages: [{ ...(await aPackage("bare").body()), _attachments: {} }] };
  const unwrapped = await aPackage("alone").body();
  const repeated = JSON.stringify(await batchOf(aPackage("one"), aPackage("two"))).replace(
    "{",
    `{"packages":[${JSON.stringify(await aPackage("three").body())}],`,
  );

  expect(await refusal(await ada.put("/-/pnpr/v0/publish", twice))).toEqual({
    status: 400,
    code: "EBADREQUEST",
    error: "The publish document cannot be read: it holds `twin` more than once",
  });
  for (const body of [hidden, bare, unwrapped, { packages: "x" }, {}]) {
    expect((await ada.put("/-/pnpr/v0/publish", body)).status).toBe(400);
  }
  const mixed = await ada.send("/-/pnpr/v0/publish", { method: "PUT", body: repeated });
  expect(mixed.status).toBeGreaterThanOrEqual(400);
  expect((await putBatch(anonymous, aPackage("one"))).status).toBe(401);
  expect((await putBatch(reader, aPackage("one"))).status).toBe(403);
  expect(await world.countBlobs()).toBe(0);
});
