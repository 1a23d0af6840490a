import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What Node is given to run the command from its source. */
export const fromSource: readonly string[] = ["--import", `${root}scripts/jsx.mjs`, `${root}apps/cli/src/main.ts`];

/** How a run of the command ended: its exit code and all that it printed. */
export type Finished = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type RunOptions = {
  readonly cwd?: string;
  readonly input?: string;
  readonly environment?: { readonly [name: string]: string };
  /** What Node is given to run the command; else its source. */
  readonly program?: readonly string[];
};

/** Runs `larder …args` from source and returns how it ended. */
export async function runLarder(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(spawnLarder(args, options), options.input ?? "");
}

/** Runs `larder …args --json`, expects success, and returns the `data` of its one document. */
export async function larderData(args: readonly string[], options: RunOptions = {}): Promise<unknown> {
  const { code, stdout, stderr } = await runLarder([...args, "--json"], options);
  const document: unknown = JSON.parse(stdout);
  if (code !== 0 || !isAnswer(document))
    throw new Error(`larder ${args.join(" ")} ended with ${code}: ${stdout}${stderr}`);
  return document.data;
}

/** A running `larder serve` or `larder start`. */
export type Serving = {
  readonly url: string;
  readonly pid: number;
  /** The `data` of the document that it printed. */
  readonly data: { readonly url: unknown };
  /** Asks it to end, and returns its exit code. */
  stop(signal?: "SIGTERM" | "SIGINT"): Promise<number | null>;
  /** Ends it without a chance to clean up. */
  kill(): Promise<void>;
};

/** Starts `larder …args --json` and waits until it has printed where it listens. */
export async function serveLarder(args: readonly string[], options: RunOptions = {}): Promise<Serving> {
  const child = spawnLarder([...args, "--json"], options);
  const ended = once(child, "exit");
  const data = await readData(child);

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await ended;
    return child.exitCode;
  };
  return {
    url: String(data.url),
    data,
    pid: child.pid ?? 0,
    stop: (signal = "SIGTERM") => end(signal),
    kill: async () => {
      await end("SIGKILL");
    },
  };
}

/** Feeds `input` to `child` and collects all that it prints until it ends. */
export async function finish(child: ChildProcess, input = ""): Promise<Finished> {
  // A child may end before it has read its input; what it says then is what counts.
  child.stdin?.on("error", () => undefined).end(input);
  return collectOutput(child);
}

/** Collects all that `child` prints until it ends; what it reads is up to the caller. */
export async function collectOutput(child: ChildProcess): Promise<Finished> {
  const stdout = collect(child, "stdout");
  const stderr = collect(child, "stderr");
  await once(child, "close");
  return { code: child.exitCode, stdout: stdout(), stderr: stderr() };
}

/** Starts `larder …args` and returns its process, for tests that talk with it while it runs. */
export function spawnLarder(
  args: readonly string[],
  { cwd, environment, program = fromSource }: RunOptions = {},
): ChildProcess {
  return spawn(process.execPath, [...program, ...args], {
    cwd: cwd ?? root,
    env: { ...process.env, ...environment },
    stdio: ["pipe", "pipe", "pipe"],
  });
}

function collect(child: ChildProcess, name: "stdout" | "stderr"): () => string {
  const chunks: Buffer[] = [];
  child[name]?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString();
}

async function readData(child: ChildProcess): Promise<Serving["data"]> {
  const stderr = collect(child, "stderr");
  let text = "";
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    text += String(chunk);
    const data = findData(text);
    if (data !== undefined) return data;
  }
  throw new Error(`larder ended with ${child.exitCode} before it listened: ${text}${stderr()}`);
}

function findData(text: string): Serving["data"] | undefined {
  try {
    const document: unknown = JSON.parse(text);
    if (!isAnswer(document) || typeof document.data !== "object" || document.data === null) return undefined;
    return "url" in document.data ? document.data : undefined;
  } catch {
    // The document is not whole yet.
    return undefined;
  }
}

function isAnswer(document: unknown): document is { readonly data: unknown } {
  return typeof document === "object" && document !== null && "data" in document;
}
