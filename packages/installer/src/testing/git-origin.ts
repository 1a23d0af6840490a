import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

/** A repository of somebody else, on this disk. */
export type GitOrigin = {
  /** Where it is; things may be planted beside it. */
  readonly directory: string;
  /** As git fetches it. */
  readonly url: string;
  /** Runs git in it and returns what it printed. */
  git(arguments_: readonly string[], input?: string | Uint8Array): string;
  /** Writes `files` and commits all; returns the commit. A text that begins with `-> ` is a link. */
  commit(files: { readonly [path: string]: string }): string;
  [Symbol.dispose](): void;
};

/** When commits of {@link gitOrigin} are made. */
export const committedAt = "2026-03-04T05:06:07Z";

/** Returns a new repository with one commit of `files` on its branch `main`. */
export function gitOrigin(files: { readonly [path: string]: string }): GitOrigin {
  const directory = mkdtempSync(join(tmpdir(), "larder-origin-"));
  const work = join(directory, "themes.git");
  mkdirSync(work);
  const git: GitOrigin["git"] = (arguments_, input) =>
    execFileSync("git", [...arguments_], {
      cwd: work,
      encoding: "utf8",
      env: {
        PATH: process.env["PATH"],
        HOME: directory,
        GIT_CONFIG_NOSYSTEM: "1",
        GIT_AUTHOR_NAME: "Ada",
        GIT_AUTHOR_EMAIL: "ada@example.org",
        GIT_AUTHOR_DATE: committedAt,
        GIT_COMMITTER_NAME: "Ada",
        GIT_COMMITTER_EMAIL: "ada@example.org",
        GIT_COMMITTER_DATE: committedAt,
      },
      ...(input !== undefined && { input }),
      stdio: ["pipe", "pipe", "pipe"],
    }).trim();
  const commit: GitOrigin["commit"] = (changed) => {
    for (const [path, text] of Object.entries(changed)) writeOne(join(work, path), text);
    git(["add", "--all"]);
    git(["commit", "--quiet", "--allow-empty", "--message", "Change"]);
    return git(["rev-parse", "HEAD"]);
  };
  git(["init", "--quiet", "--initial-branch=main"]);
  commit(files);
  return {
    directory,
    url: pathToFileURL(work).href,
    git,
    commit,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function writeOne(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  if (text.startsWith("-> ")) symlinkSync(text.slice("-> ".length), path);
  else writeFileSync(path, text);
  if (text.startsWith("#!")) chmodSync(path, 0o755);
}
