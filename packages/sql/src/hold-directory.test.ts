import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposableSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { DirectoryHeldError } from "./directory-held-error.ts";
import { holdDirectory } from "./hold-directory.ts";

function emptyDirectory(): string {
  const directory = mkdtempDisposableSync(join(tmpdir(), "larder-hold-"));
  onTestFinished(() => directory.remove());
  return directory.path;
}

/** Starts a process that holds `directory` until it is killed, and keeps nothing that it could release it with. */
async function startHolder(directory: string): Promise<{ pid: number; kill(): Promise<void> }> {
  const program = `
    import { holdDirectory } from ${JSON.stringify(new URL("hold-directory.ts", import.meta.url).href)};
    holdDirectory(${JSON.stringify(directory)}, { command: "larder serve", url: "http://127.0.0.1:5273", controlSocket: "/run/larder.sock" });
    await new Promise(setImmediate);
    gc();
    await new Promise(setImmediate);
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--expose-gc", "--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };
  onTestFinished(kill);
  await once(child.stdout, "data");
  return { pid: child.pid ?? 0, kill };
}

function heldErrorOf(directory: string): DirectoryHeldError {
  try {
    holdDirectory(directory, { command: "larder user add" }).release();
  } catch (error) {
    if (error instanceof DirectoryHeldError) return error;
    throw error;
  }
  throw new Error("The directory was free");
}

test("a second process is told who holds the directory, and where to reach it", async () => {
  const directory = emptyDirectory();
  const holder = await startHolder(directory);

  const error = heldErrorOf(directory);

  expect(error.holder).toMatchObject({
    pid: holder.pid,
    command: "larder serve",
    url: "http://127.0.0.1:5273",
    controlSocket: "/run/larder.sock",
  });
  expect(error.message).toContain(
    `is in use by \`larder serve\` at http://127.0.0.1:5273 (process ${holder.pid}, since`,
  );
  expect(error.hint).toBe(`Stop process ${holder.pid}, or name another directory`);
  await holder.kill();
});

test("a directory whose holder was killed is free at once", async () => {
  const directory = emptyDirectory();
  const holder = await startHolder(directory);
  await holder.kill();

  const hold = holdDirectory(directory, { command: "larder serve" });

  expect(heldErrorOf(directory).holder?.pid).toBe(process.pid);
  hold.release();
});

test("a released directory can be held again, and keeps no word of who held it", () => {
  const directory = emptyDirectory();
  const hold = holdDirectory(directory, { command: "larder serve" });
  hold.release();
  hold.release();

  expect(readdirSync(directory)).toEqual(["lock"]);
  holdDirectory(directory, { command: "larder serve" }).release();
});

test("a holder may say later where it listens", () => {
  const directory = emptyDirectory();
  const hold = holdDirectory(directory, { command: "larder serve" });
  const { since } = heldErrorOf(directory).holder ?? {};

  hold.describe({ command: "larder serve", url: "http://127.0.0.1:40123" });

  expect(heldErrorOf(directory).holder).toEqual({
    pid: process.pid,
    command: "larder serve",
    url: "http://127.0.0.1:40123",
    since,
  });
  hold.release();
});

test("a directory that is missing is made, private to its owner", () => {
  const directory = join(emptyDirectory(), "a", "b");

  const hold = holdDirectory(directory, { command: "larder serve" });

  expect(hold.directory).toBe(directory);
  hold.release();
});
