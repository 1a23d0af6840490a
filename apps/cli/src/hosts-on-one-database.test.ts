import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTestDatabase } from "@larder/sql/testing";
import { expect, inject, test } from "vitest";

import { newHostWorld } from "./testing/host-world.ts";

/* Several hosts, each a process of its own, on one database. */

/** Notes in the file `diary` what is asked of it; kills its host in the middle of an installation where `diary`.kill is. */
function ledger(diary: string): string {
  return `
    import { appendFileSync, existsSync, rmSync } from "node:fs";
    import { setTimeout } from "node:timers/promises";
    import { definePlugin } from "@larder/sdk";
    const note = (line) => appendFileSync(${JSON.stringify(diary)}, line + "\\n");
    export default definePlugin({
      prepare: () => note("prepare"),
      async install() {
        note("install begins");
        await setTimeout(300);
        if (existsSync(${JSON.stringify(`${diary}.kill`)})) {
          rmSync(${JSON.stringify(`${diary}.kill`)});
          process.kill(process.pid, "SIGKILL");
        }
        note("install ends");
      },
      start: () => note("start"),
    });`;
}

test(
  "[L35] of hosts on one database one installs a package while the others wait, also after one was killed on the way",
  { tags: ["slow"] },
  async () => {
    const database = await createTestDatabase(inject("postgresUrl"));
    const notes = await mkdtemp(join(tmpdir(), "larder-diary-"));
    const diary = join(notes, "diary");
    await using world = await newHostWorld();
    await world.publish(
      { name: "ledger", version: "1.0.0", larder: {}, engines: { larder: "^1.0.0" } },
      { "plugins/ledger/index.js": ledger(diary) },
    );
    await using first = await world.newHost();
    await using second = await world.newHost();
    for (const host of [first, second]) await host.run(["add", "ledger", "--trust"]);
    const start = ["start", ".", "--listen", "127.0.0.1:0", "--database-url", database.url];

    await writeFile(`${diary}.kill`, "");
    const killed = await first.runProcess(start);
    const left = await readFile(diary, "utf8");
    await writeFile(diary, "");
    const running = await Promise.all([first.start(start), second.start(start)]);
    const lines = (await readFile(diary, "utf8")).trim().split("\n");
    await Promise.all(running.map((host) => host.stop("SIGTERM")));
    await database.drop();
    await rm(notes, { recursive: true });

    expect([killed.exitCode, left]).toEqual([null, "prepare\ninstall begins\n"]);
    expect(running.map(({ data }) => data["packages"])).toMatchObject([
      [{ actual: "started" }],
      [{ actual: "started" }],
    ]);
    expect(lines).toEqual(["prepare", "install begins", "install ends", "start", "start"]);
  },
);
