import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server that one of our own programs runs in a process of its own. */
export type ChildServer = {
  readonly url: string;
  readonly pid: number;
  readonly readyMs: number;
  /** Asks the program for what it tells of itself, and returns its answer. */
  ask(): Promise<unknown>;
  stop(): Promise<void>;
};

/** Runs `program`, hands it `settings`, and waits until it has said where it listens; what it says later is for `onMessage`. */
export async function startChildServer(
  program: URL,
  settings: unknown,
  onMessage: (message: unknown) => void = () => undefined,
): Promise<ChildServer> {
  const startedAt = performance.now();
  const child = fork(fileURLToPath(program), [], {
    // It carries bytes as bytes.
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  child.send({ settings });
  const url = await urlOf(child);
  child.on("message", onMessage);

  const { pid } = child;
  if (pid === undefined) throw new Error(`\`${program.pathname}\` has no process`);
  return {
    url,
    pid,
    readyMs: performance.now() - startedAt,
    async ask() {
      const answered = once(child, "message");
      child.send({});
      return (await answered)[0];
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Resolves with the URL that the child tells us; rejects when it ends before. */
function urlOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${child.spawnargs.at(-1)} ended with ${code} before it listened`)));
    child.once("message", (message: { readonly url: string }) => resolve(message.url));
  });
}
