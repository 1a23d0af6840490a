import { type Environment, readEnvironment } from "./config.ts";
import { exitCodes } from "./exit-codes.ts";
import { createLifetime, type Lifetime } from "./lifetime.ts";
import { createOutput } from "./output/output.ts";
import { reportError } from "./report-error.ts";
import { runCommandLine } from "./run-command-line.ts";
import { createStandardInput } from "./standard-input.ts";

/**
 * Runs the command line of this process, and ends the process with the exit code of what came of it. `onCommand` hears
 * the name of the command, before it runs.
 */
export async function runProcess(onCommand: (name: string) => void = () => undefined): Promise<void> {
  const words = process.argv.slice(2);
  const environment = readEnvironment();
  const lifetime = createLifetime();
  stopOnSignals(lifetime.stop);
  reportStrayFailures(environment, lifetime, words.includes("--debug"));
  endQuietlyWhenNobodyReads();

  const exitCode = await runCommandLine({
    words,
    environment,
    lifetime,
    onCommand,
    // It may be gone, which is told as every failure of a command is.
    get cwd() {
      return process.cwd();
    },
    helpWidth: Math.min(process.stdout.columns || 100, 100),
    // A stream of it is made, and all that streams of files need is loaded, only for who reads it.
    get input() {
      return createStandardInput(process.stdin, process.stderr);
    },
    createOutput: (options) =>
      createOutput({
        ...options,
        stdout: process.stdout,
        stderr: process.stderr,
        commandPrefix: environment.commandPrefix,
      }),
  });
  process.exit(exitCode);
}

/** The first signal asks to stop; a second one does not wait for the clean-up. */
function stopOnSignals(stop: (reason: "SIGINT" | "SIGTERM") => void): void {
  let asked = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (asked) process.exit(signal === "SIGINT" ? 130 : 143);
      asked = true;
      stop(signal);
    });
  }
}

/**
 * What fails outside of the command, in a timer of a server for example, is a bug; it is told like one.
 *
 * Nobody knows what state it left, so the process ends. It is told on stderr alone: the document of a
 * command that stays was printed long ago. A host goes on when a promise of its packages is rejected and
 * nobody waits for it: that leaves nothing half done but the package's own work.
 */
function reportStrayFailures(environment: Environment, lifetime: Lifetime, debug: boolean): void {
  let told = false;
  const report = (thrown: unknown) => {
    // Telling of a failure may fail as well, and telling of that again: once is enough.
    if (told) process.exit(exitCodes.failure);
    told = true;
    const { error, exitCode } = reportError(thrown, { logDirectory: environment.logDirectory, debug });
    const { stdout, stderr } = process;
    const output = createOutput({ ...environment, stdout, stderr, json: false, quiet: false });
    void output.fail("bug", error).then(() => process.exit(exitCode));
  };
  process.on("uncaughtException", report);
  process.on("unhandledRejection", (reason) => {
    if (!lifetime.takeStrayRejection(reason)) report(reason);
  });
}

/**
 * `larder list | head -1` closes the pipe early; that is no failure. Without a stderr there is nowhere to
 * say so, and no reason for a server to stop.
 */
function endQuietlyWhenNobodyReads(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(exitCodes.ok);
  });
  process.stderr.on("error", () => undefined);
}
