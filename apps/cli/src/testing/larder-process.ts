import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

import type { OutputStream } from "../output/output.ts";
import { runHere, type Surroundings } from "./run-here.ts";

const jsxLoader = fileURLToPath(new URL("../../../../scripts/jsx.mjs", import.meta.url));
const main = fileURLToPath(new URL("../main.ts", import.meta.url));

/**
 * Where all workplaces of this user keep what can be made anew: images of empty databases. A first boot without one
 * takes ten times as long, and what it does is proved by the tests of `@larder/sql`.
 */
const sharedCache = join(tmpdir(), `larder-test-cache-${userInfo().uid}`);

/** The images in that cache, for registries that the process of a test serves itself. */
export const imageCache: string = join(sharedCache, "larder", "databases");

/** How a run of the program ended. */
export type Finished = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The one document of a run with `--json`. */
  readonly document: () => unknown;
};

/** A place of its own for a test: a directory that is also the home of the programs that run in it. */
export type Workplace = {
  readonly directory: string;
  /** Runs a command in the process of the test, unless it is about what only a process can tell. */
  readonly run: (words: readonly string[], input?: string) => Promise<Finished>;
  /** Runs a command in a process of its own, as a shell does. */
  readonly runProcess: (words: readonly string[], input?: string) => Promise<Finished>;
  /** Runs a command whose output goes to the given file descriptors, and tells how it ended. */
  readonly runInto: (
    outputs: { readonly stdout?: number; readonly stderr?: number },
    words: readonly string[],
  ) => Promise<{ readonly exitCode: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Starts a command, and waits for nothing. */
  readonly launch: (words: readonly string[]) => Pick<Staying, "stop">;
  /** Starts a command that stays, and waits for its document. */
  readonly start: (words: readonly string[]) => Promise<Staying>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
};

/** A command that stays. */
export type Staying = {
  readonly pid: number;
  readonly url: string;
  readonly data: { readonly [key: string]: unknown };
  /** Sends `signal` and returns how it ended. */
  readonly stop: (signal: NodeJS.Signals) => Promise<Finished>;
};

/**
 * Returns a new workplace; what was started in it is killed when it is disposed of. `variables` are added to those
 * that its programs find in their environment.
 */
export async function newWorkplace(variables: { readonly [name: string]: string } = {}): Promise<Workplace> {
  const directory = await mkdtemp(join(tmpdir(), "larder-cli-"));
  const children: ChildProcess[] = [];
  const environment = {
    PATH: process.env["PATH"],
    HOME: directory,
    TMPDIR: tmpdir(),
    XDG_CACHE_HOME: sharedCache,
    ...variables,
  };
  const launch = (
    words: readonly string[],
    input: string,
    { stdout, stderr }: { readonly stdout?: number; readonly stderr?: number } = {},
  ): ChildProcess => {
    const child = spawn(process.execPath, ["--import", jsxLoader, main, ...words], {
      cwd: directory,
      env: environment,
      stdio: ["pipe", stdout ?? "pipe", stderr ?? "pipe"],
    });
    children.push(child);
    child.stdin?.end(input);
    return child;
  };
  return {
    directory,
    run: (words, input = "") => runCollecting(words, { directory, variables: environment, input }),
    runProcess: async (words, input = "") => finish(launch(words, input)),
    runInto: async (outputs, words) => {
      const child = launch(words, "", outputs);
      await once(child, "exit");
      return { exitCode: child.exitCode, signal: child.signalCode };
    },
    launch: (words) => {
      const child = launch(words, "");
      const finished = finish(child);
      return {
        stop: (signal) => {
          child.kill(signal);
          return finished;
        },
      };
    },
    start: (words) => waitUntilReady(launch([...words, "--json"], "")),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(children.map(kill));
      await rm(directory, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Ends a process, which writes nothing any more afterwards. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

/** Runs a command here, and collects what it prints. */
async function runCollecting(
  words: readonly string[],
  { input, ...place }: Pick<Surroundings, "directory" | "variables"> & { readonly input: string },
): Promise<Finished> {
  const texts = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof texts): OutputStream => ({
    write(text, written) {
      texts[name] += text;
      written?.();
    },
  });
  const stdin = Readable.from([Buffer.from(input)]);
  const exitCode = await runHere(words, { ...place, stdin, stdout: stream("stdout"), stderr: stream("stderr") });
  return toFinished(exitCode, texts);
}

function finish(child: ChildProcess): Promise<Finished> {
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => void (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => void (stderr += String(chunk)));
  return once(child, "close").then(() => toFinished(child.exitCode, { stdout, stderr }));
}

function toFinished(exitCode: number | null, { stdout, stderr }: Pick<Finished, "stdout" | "stderr">): Finished {
  return { exitCode, stdout, stderr, document: () => JSON.parse(stdout) as unknown };
}

async function waitUntilReady(child: ChildProcess): Promise<Staying> {
  const finished = finish(child);
  const ready = Promise.withResolvers<string>();
  child.stdout?.once("data", (chunk) => ready.resolve(String(chunk)));
  void finished.then(({ stdout, stderr }) => ready.resolve(stdout || stderr));

  const { data } = JSON.parse(await ready.promise) as { data: { url: string } };
  return {
    pid: child.pid ?? 0,
    url: data.url,
    data,
    stop: (signal) => {
      child.kill(signal);
      return finished;
    },
  };
}
