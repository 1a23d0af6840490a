import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A script and what it may know. */
export type ScriptRun = {
  /** Absolute. */
  readonly script: string;
  readonly directory: string;
  /** All of its environment. */
  readonly environment: { readonly [name: string]: string };
  readonly timeoutMs: number;
  /** What it says, in pieces. */
  readonly onOutput: (chunk: string) => void;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
};

/** How a script ended: undefined for well, else why not, to be read after `it`. */
export type ScriptEnd = string | undefined;

/** How long a script that was asked to end may take to do so. */
const graceMs = 2000;

/** How long what a script wrote may take to arrive once it has ended. */
const drainMs = 200;

/**
 * Runs a script through the shell of this machine, so that neither its mode nor its first line matters, and returns how
 * it ended. It runs in a process group of its own: what it leaves running ends with it.
 */
export async function runScript(run: ScriptRun): Promise<ScriptEnd> {
  const child = spawn(await shellFor(run.script), [run.script], {
    cwd: run.directory,
    env: run.environment,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", run.onOutput);
  // A host that ends at once may not live long enough to wait for anything.
  const endAtOnce = (): void => signalGroup(child, "SIGKILL");
  run.signal?.addEventListener("abort", endAtOnce, { once: true });
  const closed = once(child, "close").catch(() => undefined);
  const ended = endOf(child);
  const hurry = new AbortController();
  const stopped = stopReason(run, hurry.signal);
  try {
    const early = await Promise.race([ended.then(() => undefined), stopped]);
    if (early === undefined) return await ended;
    if (!early.isUrgent) await askToEnd(child, ended);
    return early.reason;
  } finally {
    hurry.abort();
    run.signal?.removeEventListener("abort", endAtOnce);
    endAtOnce();
    await Promise.race([closed, sleep(drainMs)]);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** Why a script may not go on; an urgent reason leaves no time to end by itself. */
type StopReason = { readonly reason: string; readonly isUrgent: boolean };

/** Resolves with why a script may not go on; without a reason to stop, never within its run. */
async function stopReason({ timeoutMs, signal }: ScriptRun, over: AbortSignal): Promise<StopReason> {
  const hostEnds: StopReason = { reason: "was stopped with its host", isUrgent: true };
  const tooLate: StopReason = { reason: `took longer than ${timeoutMs} ms`, isUrgent: false };
  const asked =
    signal === undefined ? [] : [new Promise<StopReason>((resolve) => onAbort(signal, over, () => resolve(hostEnds)))];
  // The timer is taken back once the script has ended, when nobody listens any more.
  return await Promise.race([sleep(timeoutMs, tooLate, { signal: over }).catch(() => tooLate), ...asked]);
}

function onAbort(signal: AbortSignal, over: AbortSignal, listener: () => void): void {
  if (signal.aborted) listener();
  else signal.addEventListener("abort", listener, { once: true, signal: over });
}

function endOf(child: ChildProcess): Promise<ScriptEnd> {
  return new Promise((resolve) => {
    child.once("error", (failure) => resolve(`could not be started: ${failure.message}`));
    child.once("exit", (code, signal) => {
      if (code === 0) resolve(undefined);
      else resolve(signal === null ? `ended with code ${String(code)}` : `was ended by ${signal}`);
    });
  });
}

async function askToEnd(child: ChildProcess, ended: Promise<ScriptEnd>): Promise<void> {
  signalGroup(child, "SIGTERM");
  await Promise.race([ended, sleep(graceMs)]);
}

/** Everything that the script started and that did not leave its group. */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    // Nothing of it is left.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** A script that says that it is for bash is read by bash; all others by the shell that every system has. */
async function shellFor(script: string): Promise<string> {
  const file = await open(script, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(128), 0, 128, 0);
    const [first = ""] = buffer.toString("utf8", 0, bytesRead).split("\n");
    return /^#!.*\bbash\b/.test(first) ? "bash" : "sh";
  } finally {
    await file.close();
  }
}
