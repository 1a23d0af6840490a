import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempDisposableSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { shareDirectory } from "./share-directory.ts";

const now = { timeoutMs: 0 };

function emptyDirectory(): string {
  const directory = mkdtempDisposableSync(join(tmpdir(), "larder-share-"));
  onTestFinished(() => directory.remove());
  return directory.path;
}

test("many may use a directory together, and nobody alone meanwhile", async () => {
  const directory = join(emptyDirectory(), "new");
  const shares = await Promise.all([1, 2].map(() => shareDirectory(directory, { mode: "together", ...now })));

  expect(shares.every((share) => share !== undefined)).toBe(true);
  expect(await shareDirectory(directory, { mode: "alone", ...now })).toBeUndefined();

  for (const share of shares) share?.release();
  const alone = await shareDirectory(directory, { mode: "alone", ...now });
  expect(alone).toBeDefined();
  expect(await shareDirectory(directory, { mode: "together", ...now })).toBeUndefined();
  alone?.release();
  alone?.release();
  expect(await shareDirectory(directory, { mode: "together", ...now })).toBeDefined();
});

test("whoever waits is told so once, and gets his turn", async () => {
  const directory = emptyDirectory();
  const first = await shareDirectory(directory, { mode: "together", ...now });
  let told = 0;
  const second = shareDirectory(directory, { mode: "alone", timeoutMs: 10_000, onWait: () => (told += 1) });
  await new Promise((resolve) => setTimeout(resolve, 200));
  first?.release();

  expect(await second).toBeDefined();
  expect(told).toBe(1);
});

test("a process shares for as long as it lives, whatever it forgets, and not longer", async () => {
  const directory = emptyDirectory();
  const program = `
    import { shareDirectory } from ${JSON.stringify(new URL("share-directory.ts", import.meta.url).href)};
    await shareDirectory(${JSON.stringify(directory)}, { mode: "together", timeoutMs: 0 });
    await new Promise(setImmediate);
    gc();
    await new Promise(setImmediate);
    console.log("shared");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child.stdout, "data");
  expect(await shareDirectory(directory, { mode: "alone", ...now })).toBeUndefined();

  child.kill("SIGKILL");
  await exited;

  expect(await shareDirectory(directory, { mode: "alone", ...now })).toBeDefined();
});

test("a directory that cannot be written can still be used together", async () => {
  const directory = emptyDirectory();
  (await shareDirectory(directory, { mode: "together", ...now }))?.release();
  chmodSync(join(directory, "share"), 0o444);
  chmodSync(directory, 0o555);

  const share = await shareDirectory(directory, { mode: "together", ...now });

  expect(share).toBeDefined();
  share?.release();
  chmodSync(directory, 0o755);
});
