import { spawn } from "node:child_process";
import { constants } from "node:os";

/**
 * Runs a command with our stdin, stdout and stderr, passes signals on to it, and returns its exit code, as a
 * shell would: 128 and the number of the signal when one ended it.
 *
 * @param {{ command: string; args: string[]; cwd: string; env: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>}
 */
export function runChild({ command, args, cwd, env }) {
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  passSignals(child);
  stopWithParent(child);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
}

/** @param {import("node:child_process").ChildProcess} child */
function passSignals(child) {
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to the whole group. The child has it already, and twice may mean "at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
}

/**
 * Stops the child when whoever started us is gone: npm answers SIGTERM by ending itself and its shell, and does
 * not pass it on to what the shell runs.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
function stopWithParent(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill("SIGTERM");
  }, 500);
  watch.unref();
}
