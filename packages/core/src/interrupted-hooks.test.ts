// SPEC.md §9, configuration and hooks. Rule ids in titles refer to it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { startHost } from "./host.ts";
import { layHost } from "./testing/host-on-disk.ts";
import { silentLogger } from "./testing/running-hosts.ts";

test("[G13] a host that is asked to end while a script runs ends it, in the middle of its start, too", async () => {
  const pkg = {
    name: "@home/slow",
    larder: { hooks: { "pre-install": "hooks/slow.sh" } },
    files: { "hooks/slow.sh": 'echo $$ > "$PKG_DATA_DIR/pid"; sleep 60 & wait' },
    grants: [{ resource: "shell", actions: ["execute"] }],
  };
  await using laid = await layHost([pkg]);
  const controller = new AbortController();
  const pid = join(laid.directory, ".larder/data/packages/@home/slow/pid");

  const starting = startHost({ directory: laid.directory, logger: silentLogger, signal: controller.signal });
  await vi.waitUntil(() => existsSync(pid), { timeout: 10_000 });
  const script = Number(await readFile(pid, "utf8"));
  const beganMs = performance.now();
  controller.abort();
  await starting.then(
    (host) => host.stop(),
    () => undefined,
  );

  expect(performance.now() - beganMs).toBeLessThan(5000);
  expect(() => process.kill(script, 0)).toThrow("ESRCH");
});
