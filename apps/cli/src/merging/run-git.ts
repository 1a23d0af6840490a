import { execFile } from "node:child_process";

import { UsageError } from "../errors.ts";

/** What git printed, and how it ended. */
export type GitAnswer = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

/** Runs git in `directory`, as its user would; an exit code is an answer. Throws {@link UsageError} when there is no git. */
export async function runGit(directory: string, words: readonly string[]): Promise<GitAnswer> {
  return await new Promise((resolve, reject) => {
    execFile("git", words, { cwd: directory, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve({ exitCode: 0, stdout, stderr });
      else if (typeof error.code === "number") resolve({ exitCode: error.code, stdout, stderr });
      else reject(missingGit(error));
    });
  });
}

function missingGit(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOENT") return error;
  return new UsageError("There is no `git` on this machine", { hint: "Install git, or merge by hand", cause: error });
}
