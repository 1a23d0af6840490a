import { Worker } from "node:worker_threads";

/** Threads that were started before anybody knew for what. */
const ready: Worker[] = [];

/**
 * Starts a thread for whoever unpacks archives first, unless one is ready. It keeps no process alive.
 *
 * It takes a thread longer to start than most archives take to be unpacked, and while a command loads its own code the
 * other processors have nothing to do. This file loads nothing else.
 */
export function prepareUnpackThread(): void {
  if (ready.length > 0) return;
  const worker = newWorker();
  worker.unref();
  // Whoever takes it hears of it; a thread that has failed before is none.
  worker.once("error", () => forget(worker));
  worker.once("exit", () => forget(worker));
  ready.push(worker);
}

/** Returns a thread that unpacks archives: one that is ready, else a new one. */
export function takeUnpackThread(): Worker {
  return ready.pop() ?? newWorker();
}

function forget(worker: Worker): void {
  const at = ready.indexOf(worker);
  if (at !== -1) ready.splice(at, 1);
}

function newWorker(): Worker {
  // Beside this file, under whichever name a build gave to both. Arguments of the process may load what it does not need.
  const file = new URL(`./unpack-worker.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url);
  return new Worker(file, { execArgv: [] });
}
