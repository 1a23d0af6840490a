import { statSync } from "node:fs";
import { resolve } from "node:path";

import type { ColorChoice, Environment } from "./config.ts";
import { UsageError } from "./errors.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { Lifetime, StopReason } from "./lifetime.ts";
import type { ReportedError } from "./output/envelope.ts";
import type { Output } from "./output/output.ts";
import { type GlobalOptions, type Invocation, parseCommandLine } from "./program.ts";
import { reportError } from "./report-error.ts";
import type { StandardInput } from "./standard-input.ts";

export type CommandLine = {
  /** What was typed after `larder`. */
  readonly words: readonly string[];
  readonly environment: Environment;
  readonly lifetime: Lifetime;
  /** Hears the name of the command, before it runs. */
  readonly onCommand?: (name: string) => void;
  readonly cwd: string;
  readonly helpWidth: number;
  readonly input: StandardInput;
  readonly createOutput: (options: { json: boolean; quiet: boolean; color: ColorChoice }) => Output;
};

type CommandInvocation = Extract<Invocation, { type: "command" }>;

/**
 * Runs one command line from its words to its output, and returns the exit code.
 *
 * It never throws: what goes wrong is reported here, and only here.
 */
export async function runCommandLine(line: CommandLine): Promise<ExitCode> {
  const guessed = guessGlobalOptions(line.words);
  let commandName = "help";
  let output = line.createOutput({ ...guessed, color: line.environment.color });
  try {
    const invocation = await parseCommandLine(line.words, line.helpWidth);
    if (invocation.type !== "command") {
      const { type, text } = invocation;
      await output.result(type, { [type]: text }, () => text);
      return exitCodes.ok;
    }
    const { entry, global } = invocation;
    commandName = entry.name;
    line.onCommand?.(commandName);
    output = line.createOutput({ ...global, color: global.color ?? line.environment.color });
    return await runInvocation(line, invocation, output);
  } catch (thrown) {
    const { error, exitCode } = reportError(thrown, {
      debug: guessed.debug,
      logDirectory: line.environment.logDirectory,
    });
    await output.fail(commandName, error);
    return exitCode;
  }
}

async function runInvocation(line: CommandLine, invocation: CommandInvocation, output: Output): Promise<ExitCode> {
  const { lifetime } = line;
  try {
    const outcome = await Promise.race([execute(line, invocation, output), lifetime.stopped]);
    if (typeof outcome === "string") {
      await output.fail(invocation.entry.name, interruptedBy(outcome));
      return exitCodes.interrupted;
    }
    const { failure } = outcome;
    await output.result(invocation.entry.name, outcome.data, outcome.view, failure?.error);
    if (failure !== undefined) return failure.exitCode;
    if (!outcome.stays) return exitCodes.ok;
    return (await lifetime.stopped) === "SIGINT" ? exitCodes.interrupted : exitCodes.ok;
  } finally {
    await lifetime.end();
  }
}

function execute(line: CommandLine, { command, input, global }: CommandInvocation, output: Output) {
  return command.execute(
    {
      cwd: workingDirectory(line.cwd, global),
      environment: line.environment,
      progress: output.progress,
      warn: output.warn,
      get input() {
        return line.input;
      },
      lifetime: line.lifetime,
      logLevel: global.debug ? "debug" : global.quiet || global.json ? "warn" : "info",
    },
    input,
  );
}

function workingDirectory(cwd: string, { cwd: wanted }: GlobalOptions): string {
  if (wanted === undefined) return cwd;
  const directory = resolve(cwd, wanted);
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new UsageError(`\`--cwd ${wanted}\` is not a directory`, { hint: "Name a directory that exists" });
  }
  return directory;
}

function interruptedBy(reason: StopReason): ReportedError {
  return { code: "EINTERRUPTED", summary: `Stopped by ${reason} before it was done` };
}

/** How to tell of a command line that cannot be parsed. */
function guessGlobalOptions(words: readonly string[]): { json: boolean; quiet: boolean; debug: boolean } {
  const end = words.indexOf("--");
  const options = new Set(end === -1 ? words : words.slice(0, end));
  return {
    json: options.has("--json"),
    quiet: options.has("--quiet") || options.has("-q"),
    debug: options.has("--debug"),
  };
}
