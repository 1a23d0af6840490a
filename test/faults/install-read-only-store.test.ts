import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { installHost } from "@larder/installer";
import { expect, test } from "vitest";

import { canMountDisks, smallDisk } from "../support/small-disk.ts";
import { faultWorld, installedHost } from "./installs/fault-world.ts";
import { readHostState } from "./installs/host-state.ts";

// Skipped where no disk can be mounted.
test.skipIf(!canMountDisks)(
  "a store on a disk that can only be read serves hosts, and says so when it lacks something",
  async () => {
    const world = await faultWorld();
    const disk = await smallDisk("8m");
    const store = join(disk, "store");
    await installedHost(world, "1.0.0", store);
    execFileSync("mount", ["-o", "remount,ro", disk]);
    const [same, other] = [await world.newHost("1.0.0", store), await world.newHost("2.0.0", store)];

    await installHost({ ...same, frozen: true });
    const refused = installHost({ ...other, frozen: true });

    await expect(refused).rejects.toMatchObject({
      code: "ESTORE",
      message: expect.stringContaining("it can only be read"),
    });
    expect(await readHostState(world, same)).toMatchObject({ runs: "1.0.0", damage: [] });
    expect(await readHostState(world, other)).toMatchObject({ runs: "nothing", damage: [] });
  },
);
