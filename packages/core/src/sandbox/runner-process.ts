import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { Socket } from "node:net";
import { parse } from "node:path";

import { commandLetters, eventLetters, type Line, readLines, writeLine } from "./runner/messages.ts";
import { readStretchMark } from "./runner/stretch-record.ts";
import { runnerCommand } from "./runner-command.ts";
import { type LifeLimits, watchLife } from "./watch-life.ts";
import { watchStretches } from "./watch-stretches.ts";

/** What a runner's process tells. */
export type RunnerListener = {
  /** What it throws ends the process: only one that is no longer what was started says what means nothing. */
  readonly onLine: (line: Line) => void;
  /** The longest that a stretch of `vm` may take, in milliseconds; undefined for one that is not known. */
  readonly limitMs: (vm: number) => number | undefined;
  /** The process is gone. `running` is the sandbox whose code ran then; 0 for none. Told once. */
  readonly onGone: (reason: string, running: number) => void;
};

/** The process that runs sandboxes, as lines to it and from it. */
export type RunnerProcess = {
  readonly pid: number | undefined;
  /** `onTaken` is called when the line is no longer in this process, or never will be elsewhere. */
  readonly tell: (letter: string, vm: number, text?: string, onTaken?: () => void) => void;
  /** Ends it. `onGone` is told `reason` at once. */
  kill(reason: string): void;
};

/** Messages that a process may send are as long as those of its sandboxes, and what says whose they are. */
const lineCharsMax = 5_000_000;

/** Starts it, without an environment. A stretch that its engine cannot end is ended by killing it. */
export function startRunnerProcess(lifeLimits: LifeLimits | undefined, listener: RunnerListener): RunnerProcess {
  const { command, args, record } = runnerCommand();
  const child = spawn(command, args, {
    // Nothing of where the host is, or of what it knows.
    cwd: parse(process.execPath).root,
    env: {},
    stdio: ["pipe", "pipe", "ignore", record],
    windowsHide: true,
  });
  const { input, output } = pipesOf(child);
  const watch = watchStretches({
    read: () => readStretchMark(record),
    limitMs: listener.limitMs,
    onOverrun: (limitMs) => kill(`its code ran for more than ${limitMs} ms and could not be interrupted`),
  });
  const life = watchLife({
    limits: lifeLimits,
    ask: () => tell(commandLetters.ping, 0),
    onSilent: (silentMs) => kill(`its process said nothing for ${silentMs} ms`),
  });
  let isGone = false;

  function leave(reason: string): void {
    if (isGone) return;
    isGone = true;
    watch.stop();
    life.stop();
    const { vm } = readStretchMark(record);
    closeSync(record);
    listener.onGone(reason, vm);
  }

  function kill(reason: string): void {
    child.kill("SIGKILL");
    leave(reason);
  }

  function tell(letter: string, vm: number, text?: string, onTaken?: () => void): void {
    if (!isGone) input.write(writeLine(letter, vm, text), onTaken);
  }

  const read = readLines(lineCharsMax, (line) =>
    line.letter === eventLetters.pong ? life.heard() : listener.onLine(line),
  );
  output.setEncoding("utf8").on("data", (piece: string) => {
    if (isGone) return;
    try {
      read(piece);
    } catch (failure) {
      kill(`its process said what means nothing: ${String(failure)}`);
    }
  });
  hearEnd(child, leave);
  return {
    pid: child.pid,
    tell,
    kill,
  };
}

/** Tells how the process ended, or why it did not begin. */
function hearEnd(child: ChildProcess, leave: (reason: string) => void): void {
  child.on("error", (failure) => leave(`its process could not be started: ${failure.message}`));
  child.on("exit", (code, signal) => leave(`its process ended with ${signal ?? `code ${String(code)}`}`));
  // A host that stops does not wait for its sandboxes.
  child.unref();
}

/** The lines to and from the process; they do not keep the host alive. */
function pipesOf({ stdin, stdout }: ChildProcess): { readonly input: Socket; readonly output: Socket } {
  if (!(stdin instanceof Socket) || !(stdout instanceof Socket)) throw new TypeError("A process has no pipes");
  stdin.unref();
  stdout.unref();
  // A process that is gone is told of by its exit.
  stdin.on("error", () => undefined);
  stdout.on("error", () => undefined);
  return { input: stdin, output: stdout };
}
