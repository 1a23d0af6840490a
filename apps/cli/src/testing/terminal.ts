import { PassThrough } from "node:stream";

import { runHere } from "./run-here.ts";

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
  const variables = { PATH: process.env["PATH"], HOME: directory, NO_COLOR: "1" };
  const outputs = { stdout: stream("stdout"), stderr: stream("stderr") };
  const exitCode = await runHere(words, { directory, variables, stdin, ...outputs });
  return { exitCode, stdout: texts.stdout, shown: texts.stderr };
}
