import { cp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import { installHost, updateHost } from "@larder/installer";
import { describe, expect, test } from "vitest";

import { canMountDisks, fillDisk, smallDisk } from "../support/small-disk.ts";
import { type FaultHost, faultWorld, installedHost } from "./installs/fault-world.ts";
import { readHostState } from "./installs/host-state.ts";

// Skipped where no disk can be mounted.
describe.skipIf(!canMountDisks)("on a full disk", () => {
  test("an install says that the store cannot be written, leaves nothing in it, and gets through when there is room", async () => {
    const world = await faultWorld();
    const disk = await smallDisk("8m");
    const host = await world.newHost("2.0.0", join(disk, "store"));
    await fillDisk(join(disk, "filler"), { leaving: 90_000 });

    await expect(installHost({ ...host, frozen: true })).rejects.toMatchObject({
      code: "ESTORE",
      message: expect.stringMatching(/^The package store `\S+` cannot be written: no space is left on the disk/),
      hint: expect.stringContaining("Check the disk"),
    });
    expect(await readHostState(world, host)).toMatchObject({ runs: "nothing", generations: [], damage: [] });
    expect(await readdir(join(disk, "store/tmp"))).toEqual([]);

    await rm(join(disk, "filler"));
    await installHost({ ...host, frozen: true });
    expect(await readHostState(world, host)).toMatchObject({ runs: "2.0.0" });
    expect((await host.store.verify()).damaged).toEqual([]);
  });

  test("an update of a host that cannot be written leaves the old generation, wherever the disk ends", async () => {
    const world = await faultWorld();
    const template = await installedHost(world, "1.0.0");
    await updateHost({ ...(await installedHost(world, "1.0.0", template.store.directory)) });
    const ends = new Set<string>();

    for (const leaving of [0, 4_096, 8_192, 12_288, 16_384, 24_576, 32_768, 65_536]) {
      const disk = await smallDisk("1m");
      await cp(template.directory, join(disk, "host"), { recursive: true, verbatimSymlinks: true });
      const host: FaultHost = { ...template, directory: join(disk, "host") };
      await fillDisk(join(disk, "filler"), { leaving });

      const failed = await updateHost(host).then(
        () => false,
        (error: unknown) => /ENOSPC/.test(String(error)),
      );

      const { runs, lock, generations, damage } = await readHostState(world, host);
      expect({ runs, damage, old: generations[0] }).toEqual({
        runs: failed ? "1.0.0" : "2.0.0",
        damage: [],
        old: "1.0.0",
      });
      ends.add(`${runs} ${lock}`);
      await rm(join(disk, "filler"));
      await updateHost(host);
      expect(await readHostState(world, host)).toMatchObject({ runs: "2.0.0", lock: "2.0.0" });
    }
    expect([...ends]).toEqual(expect.arrayContaining(["1.0.0 1.0.0", "2.0.0 2.0.0"]));
  });
});
