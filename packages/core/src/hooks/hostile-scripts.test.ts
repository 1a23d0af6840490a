// SPEC.md §9, configuration and hooks: scripts that mean no good. Rule ids in titles refer to it.
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { hostPaths } from "@larder/host-directory";
import { expect, onTestFinished, test } from "vitest";

import { createHostLog } from "../services/host-log.ts";
import { silentLogger } from "../testing/running-hosts.ts";
import { createHooks } from "./create-hooks.ts";

/** Runs `text` as a hook, and returns why it failed, how long it took, and what the host remembers of it. */
async function runHook(
  text: string,
): Promise<{ readonly reason: string; readonly ms: number; readonly lines: number }> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "larder-hostile-")));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const directory = join(root, "package");
  await mkdir(directory);
  await writeFile(join(directory, "run.sh"), text);
  const log = createHostLog(silentLogger, () => 0);
  const hooks = createHooks({
    paths: hostPaths(root),
    log,
    call: async () => undefined,
    timeoutMs: 1500,
    find: () => ({
      name: "@acme/mailer",
      version: "1.0.0",
      directory,
      hooks: { "pre-start": "run.sh" },
      mayRunScripts: true,
      configured: { values: {}, settings: [], profile: undefined },
    }),
  });
  const beganMs = performance.now();
  const reason = await hooks.run("start", "pre", "@acme/mailer").then(
    () => "none",
    (failure: unknown) => (failure instanceof Error ? failure.message : String(failure)),
  );
  return { reason, ms: performance.now() - beganMs, lines: log.lines().length };
}

test.each([
  ["says something without end", "yes", "its script took longer than 1500 ms; it said last: y"],
  ["says one line without end", "tr '\\0' x < /dev/zero", "its script took longer than 1500 ms"],
  [
    "hangs, and will not end when it is asked",
    "trap '' TERM INT; while :; do sleep 1; done",
    "took longer than 1500 ms",
  ],
  ["kills its shell", "kill -9 $$", "its script was ended by SIGKILL"],
  ["kills its whole group", "kill -9 0", "its script was ended by SIGKILL"],
  ["asks a person on the terminal", "read answer < /dev/tty || exit 3", "its script ended with code"],
  ["waits for what is typed", "read answer || exit 4", "its script ended with code 4"],
  ["leaves a child that holds its output", "(sleep 30; echo late) & exit 5", "its script ended with code 5"],
  ["is no text", "\0\u0001\u0002", "its script ended with code"],
])(
  "[G13] [G14] a script that %s fails its hook in time, and the host remembers little of it",
  { tags: ["slow"] },
  async (_what, text, why) => {
    const { reason, ms, lines } = await runHook(text);

    expect(reason).toContain(`The hook \`pre-start\` of \`@acme/mailer\` failed: `);
    expect(reason).toContain(why);
    expect(reason.length).toBeLessThan(3000);
    expect(ms).toBeLessThan(20_000);
    expect(lines).toBeLessThanOrEqual(201);
  },
);
