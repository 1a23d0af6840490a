import { PassThrough } from "node:stream";

import { readEnvironment } from "../config.ts";
import { createLifetime } from "../lifetime.ts";
import { createOutput } from "../output/output.ts";
import { runCommandLine } from "../run-command-line.ts";
import { createStandardInput } from "../standard-input.ts";

/** How a command ended that a person ran. */
type Session = { readonly exitCode: number; readonly stdout: string; readonly shown: string };

/**
 * Runs a command line in `directory` as on a terminal where a person types one of `answers` to each question, and
 * nothing more after the last. `shown` is what stood on the terminal besides stdout.
 */
export async function runOnTerminal(
  directory: string,
  words: readonly string[],
  answers: readonly string[],
): Promise<Session> {
  const left = [...answers];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const texts = { stdout: "", stderr: "" };
  const stream = (name: "stdout" | "stderr") => ({
    isTTY: true,
    write(text: string, written?: () => void) {
      texts[name] += text;
      if (text.endsWith("[y/N] ")) stdin.write(`${left.shift() ?? ""}\n`);
      written?.();
    },
  });
  const [stdout, stderr] = [stream("stdout"), stream("stderr")];
  const exitCode = await runCommandLine({
    words,
    environment: readEnvironment({ PATH: process.env["PATH"], HOME: directory, NO_COLOR: "1" }),
    lifetime: createLifetime(),
    cwd: directory,
    helpWidth: 100,
    input: createStandardInput(stdin, stderr),
    createOutput: (options) => createOutput({ ...options, stdout, stderr, commandPrefix: "larder" }),
  });
  return { exitCode, stdout: texts.stdout, shown: texts.stderr };
}
