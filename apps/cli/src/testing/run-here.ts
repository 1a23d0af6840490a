import type { Readable } from "node:stream";

import { type Environment, readEnvironment } from "../config.ts";
import { createLifetime } from "../lifetime.ts";
import { createOutput, type OutputStream } from "../output/output.ts";
import { runCommandLine } from "../run-command-line.ts";
import { createStandardInput } from "../standard-input.ts";

/** Where a command line runs, and what it reads and writes. */
export type Surroundings = {
  readonly directory: string;
  readonly variables: Environment["variables"];
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
};

/**
 * Runs a command line in the process of the test, and returns its exit code: all that `larder` does, but for what it
 * does as a process. One of its own would take half a second of a processor to start.
 */
export async function runHere(words: readonly string[], surroundings: Surroundings): Promise<number> {
  const { directory, variables, stdin, stdout, stderr } = surroundings;
  const environment = readEnvironment(variables);
  const { commandPrefix } = environment;
  return await runCommandLine({
    words,
    environment,
    lifetime: createLifetime(),
    cwd: directory,
    helpWidth: 100,
    input: createStandardInput(stdin, stderr),
    createOutput: (options) => createOutput({ ...options, stdout, stderr, commandPrefix }),
  });
}
