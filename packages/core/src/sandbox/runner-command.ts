import { existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { findPackageJSON } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { guestExtensions, preparationUrl, runnerUrl } from "./sandbox-files.ts";

/** How the process that runs sandboxes is started. */
export type RunnerCommand = {
  readonly command: string;
  readonly args: readonly string[];
  /** An open file for the record of stretches; whoever starts the process closes it. */
  readonly record: number;
};

/** Of the engines and Node's own together, in KiB; what one sandbox may have is part of it. */
const dataKib = 2 * 1024 * 1024;
const shell = "/bin/sh";

/**
 * What the system itself holds the process to, whatever code runs in it: its memory that is on no heap, no image of it on
 * the disk when it crashes, and no file longer than the record of stretches is.
 */
const systemLimits = `ulimit -d ${dataKib}; ulimit -c 0; ulimit -f 1`;

/** SQLite opens files without asking for the permission. */
const deniedFlags = ["--permission", "--no-experimental-sqlite", `--import=${preparationUrl.href}`];

/**
 * One thread to help it, since there is a process for each core; little room for what is soon thrown away, and what
 * a start left is collected at once: a sandbox that nobody calls would never get around to it.
 */
const engineFlags = [
  "--max-old-space-size=256",
  "--max-semi-space-size=1",
  "--v8-pool-size=1",
  "--memory-reducer-delay-ms=200",
];

/** Returns the command that starts such a process, with no more than it needs to run. */
export function runnerCommand(): RunnerCommand {
  const engine = findEngine();
  const readable = readablePaths(engine).map((path) => `--allow-fs-read=${path}`);
  const args = [...deniedFlags, ...readable, ...engineFlags, fileURLToPath(runnerUrl)];
  const started = [process.execPath, ...args, engine.url, engine.wasm, ...engine.extensions];
  const record = openRecord();
  // They are the system's to hold, where a shell can ask for them.
  if (process.platform === "linux" && existsSync(shell)) {
    return {
      command: shell,
      args: ["-c", `${systemLimits}; unset PWD OLDPWD; exec "$0" "$@"`, ...started],
      record,
    };
  }
  return { command: process.execPath, args: started.slice(1), record };
}

/** A file without a name: it is gone with the last process that has it open. */
function openRecord(): number {
  const directory = mkdtempSync(join(tmpdir(), "larder-sandbox-"));
  try {
    return openSync(join(directory, "record"), "w+", 0o600);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

type EngineFiles = { readonly url: string; readonly wasm: string; readonly extensions: readonly string[] };

/** Where the engine lies, as real paths: the process that runs it may not look for it. */
function findEngine(): EngineFiles {
  return {
    url: import.meta.resolve("quickjs-wasi"),
    wasm: fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm")),
    extensions: guestExtensions.map(({ name }) => fileURLToPath(import.meta.resolve(`quickjs-wasi/${name}.so`))),
  };
}

/** What the process may read: the runner and the engine, and the files that say of what kind their modules are. */
function readablePaths({ url, wasm, extensions }: EngineFiles): readonly string[] {
  const engine = dirname(fileURLToPath(url));
  const runner = dirname(fileURLToPath(runnerUrl));
  return [
    join(runner, "*"),
    findPackageJSON(runnerUrl),
    join(engine, "*"),
    findPackageJSON(url),
    wasm,
    ...extensions,
  ].filter((path) => path !== undefined);
}
