import { writeFile } from "node:fs/promises";

import { hostPaths } from "@larder/host-directory";
import { expect, test } from "vitest";

import { previewUpdate } from "../preview-update.ts";
import { inDays, install, relock, signedWorld } from "../testing/signed-world.ts";

/* Until when a key counts, and how a host learns that. */

test("what was published after its key had ended is refused, what came before is not", async () => {
  const world = await signedWorld();
  world.registry.keys = [{ ...world.signer.shown, expires: "2026-02-01T00:00:00.000Z" }];
  await install(world);
  await world.publish("pad", "1.1.0", "2026-03-01T00:00:00.000Z");

  await expect(relock(world)).rejects.toMatchObject({
    code: "EINTEGRITY",
    message: expect.stringMatching(/`pad@1\.1\.0`.*published at 2026-03-01.*ended at 2026-02-01/),
  });
});

test("a registry that tells no times is not judged by the end of its keys, as npm does not", async () => {
  const world = await signedWorld({ kind: "npm" });
  world.registry.keys = [{ ...world.signer.shown, expires: "2026-02-01T00:00:00.000Z" }];
  await install(world);
  await world.publish("pad", "1.1.0", "2026-03-01T00:00:00.000Z");

  await expect(relock(world)).resolves.toMatchObject({ changed: true });
});

test("the end of a key is learned a day later, and a later end is not", async () => {
  const world = await signedWorld();
  await install(world);
  const asked = (): number => world.registry.requests.filter((one) => one.endsWith("/keys")).length;
  await relock(world);
  expect(asked()).toBe(1);
  world.registry.keys = [{ ...world.signer.shown, expires: "2026-02-01T00:00:00.000Z" }];
  await relock(world, { clock: inDays(2) });
  expect((await world.lock()).keys).toMatchObject([{ expires: "2026-02-01T00:00:00.000Z" }]);
  world.registry.keys = [{ ...world.signer.shown, expires: null }];
  await relock(world, { clock: inDays(4) });

  expect(asked()).toBe(3);
  expect((await world.lock()).keys).toMatchObject([{ expires: "2026-02-01T00:00:00.000Z" }]);
});

const ended = "2026-02-01T00:00:00.000Z";
const tomorrow = { clock: inDays(2) };

test("a lock that was refused for the end of a key is refused at the next try too", async () => {
  const world = await signedWorld();
  await install(world);
  world.registry.keys = [{ ...world.signer.shown, expires: ended }];
  await world.publish("pad", "1.1.0", "2026-03-01T00:00:00.000Z");

  await expect(relock(world, tomorrow)).rejects.toMatchObject({ code: "EINTEGRITY" });
  await expect(relock(world, tomorrow)).rejects.toMatchObject({ code: "EINTEGRITY" });

  expect(world.registry.requests.filter((one) => one.endsWith("/keys"))).toHaveLength(2);
});

test("the end of a key that a look at newer versions has learned is in the next lock", async () => {
  const world = await signedWorld();
  await install(world);
  world.registry.keys = [{ ...world.signer.shown, expires: ended }];

  await previewUpdate({ directory: world.host, client: world.client, ...tomorrow });
  await relock(world, tomorrow);

  expect((await world.lock()).keys).toMatchObject([{ expires: ended }]);
  expect(world.registry.requests.filter((one) => one.endsWith("/keys"))).toHaveLength(2);
});

test.each(["{", "[]", "null", '{"URL":"2026-01-01T00:00:00.000Z"}', '{"URL":{"askedAt":"NOW","keys":[null]}}'])(
  "what was noted of shown keys and cannot be read lets the registry be asked again: %s",
  async (text) => {
    const world = await signedWorld();
    await install(world);
    const noted = text.replace("URL", world.registry.url).replace("NOW", new Date().toISOString());
    await writeFile(hostPaths(world.host).shownKeys, noted);
    world.registry.keys = [{ ...world.signer.shown, expires: ended }];

    await relock(world);

    expect((await world.lock()).keys).toMatchObject([{ expires: ended }]);
  },
);
