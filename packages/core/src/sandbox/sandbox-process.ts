import { type ChildProcess, fork } from "node:child_process";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import type { RunnerCommand, RunnerEvent, VmLimits } from "./runner/messages.ts";

/** What one sandbox tells whoever made it. */
export type VmListener = {
  readonly onText: (text: string) => void;
  /** Its code ran too long at one stretch; it goes on with the next one. */
  readonly onInterrupted: () => void;
  /** It is gone. Told once. */
  readonly onBroken: (reason: string) => void;
};

/** One sandbox, seen from the host. */
export type Vm = {
  send(text: string): void;
  dispose(): void;
};

/** A process that runs sandboxes. */
export type SandboxProcess = {
  /** Makes a sandbox and evaluates `code` in it. Rejects with why it broke while it did. */
  create(code: string, limits: VmLimits, listener: VmListener): Promise<Vm>;
  /** Ends the process and all that runs in it. */
  stop(): void;
};

const runnerUrl = new URL("./runner/run-sandboxes.ts", import.meta.url);
const runnerPath = fileURLToPath(runnerUrl);

/**
 * Starts a process that runs sandboxes: without an environment, and with Node's permission to read its own
 * files and nothing else.
 */
export function startSandboxProcess(): SandboxProcess {
  const child = forkRunner();
  const listeners = new Map<number, VmListener & { readonly onCreated: () => void }>();
  let lastVm = 0;
  let gone: string | undefined;

  child.on("message", (event: RunnerEvent) => {
    if (event.type === "ready") return;
    const listener = listeners.get(event.vm);
    if (event.type === "created") listener?.onCreated();
    else if (event.type === "text") listener?.onText(event.text);
    else if (event.type === "interrupted") listener?.onInterrupted();
    else breakDown(event.vm, event.reason);
  });
  child.on("exit", (code, signal) => breakAll(`its process ended with ${signal ?? `code ${String(code)}`}`));
  child.on("error", (failure) => breakAll(`its process failed: ${failure.message}`));
  // A host that stops does not wait for its sandboxes.
  child.unref();
  child.channel?.unref();

  function breakDown(vm: number, reason: string): void {
    const listener = listeners.get(vm);
    listeners.delete(vm);
    listener?.onBroken(reason);
  }

  function breakAll(reason: string): void {
    gone ??= reason;
    for (const vm of listeners.keys()) breakDown(vm, reason);
  }

  return {
    async create(code, limits, listener) {
      if (gone !== undefined) throw new Error(gone);
      lastVm += 1;
      const vm = lastVm;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      let isCreated = false;
      listeners.set(vm, {
        ...listener,
        onCreated() {
          isCreated = true;
          resolve();
        },
        onBroken: (reason) => (isCreated ? listener.onBroken(reason) : reject(new Error(reason))),
      });
      tell(child, { type: "create", vm, code, limits });
      await promise;
      return {
        send: (text) => tell(child, { type: "text", vm, text }),
        dispose() {
          if (listeners.delete(vm)) tell(child, { type: "dispose", vm });
        },
      };
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

function forkRunner(): ChildProcess {
  const engine = findEngine();
  return fork(runnerPath, [engine.url, engine.wasm], {
    execArgv: [
      "--permission",
      ...readablePaths(engine).map((path) => `--allow-fs-read=${path}`),
      "--max-old-space-size=256",
    ],
    env: {},
    serialization: "json",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

function tell(child: ChildProcess, command: RunnerCommand): void {
  // A process that is gone is told of by its exit.
  if (child.connected) child.send(command, () => undefined);
}

/** Where the engine lies, as real paths: the process that runs it may not look for it. */
function findEngine(): { readonly url: string; readonly wasm: string } {
  return {
    url: import.meta.resolve("quickjs-wasi"),
    wasm: fileURLToPath(import.meta.resolve("quickjs-wasi/quickjs.wasm")),
  };
}

/** What the process may read: the runner and the engine, and the files that say of what kind their modules are. */
function readablePaths({ url, wasm }: ReturnType<typeof findEngine>): readonly string[] {
  const engine = dirname(fileURLToPath(url));
  return [
    join(dirname(runnerPath), "*"),
    findPackageJSON(runnerUrl),
    join(engine, "*"),
    findPackageJSON(url),
    wasm,
  ].filter((path) => path !== undefined);
}
