import { withTemporaryDirectory } from "@larder/tarball";

import { BadSourceError, GitError } from "./source-error.ts";
import { type Ending, type Environment, GitFailure, runGit } from "./run-git.ts";

/** A repository of others, with an empty private one to fetch into. */
export type GitRepository = {
  /** As it is fetched: `https://code.example/themes.git`. */
  readonly url: string;
  /** Runs git in the private one; with `speaks`, git may talk to the other. */
  git(options: {
    readonly arguments: readonly string[];
    readonly input?: string;
    readonly speaks?: boolean;
  }): Promise<Buffer>;
};

/** With what git runs, and until when. */
export type GitMeans = Ending & { readonly environment: Environment };

const protocols = new Set(["https", "http", "ssh", "file"]);

/**
 * Runs `use` with the repository at `url`; what was fetched is gone afterwards. Throws {@link BadSourceError}
 * for a kind of address that is not spoken, {@link GitError} for what git cannot do, and what `use` throws.
 */
export async function withRepository<Result>(
  url: string,
  { environment, signal }: GitMeans,
  use: (repository: GitRepository) => Promise<Result>,
): Promise<Result> {
  const protocol = protocolOf(url);
  return await withTemporaryDirectory("larder-git-", async (directory) => {
    const git: GitRepository["git"] = ({ speaks = false, ...call }) =>
      runGit({ ...call, directory, environment, signal, ...(speaks && { protocol }) });
    try {
      return await use({ url, git });
    } catch (error) {
      throw error instanceof GitFailure ? new GitError(url, error.message, hintFor(error), error) : error;
    }
  });
}

/** `git@host:path` is ssh as well. What is neither signed nor encrypted, and what runs a program, is not spoken. */
function protocolOf(url: string): string {
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\/[^-]/i.exec(url) ?? [];
  if (scheme === undefined && /^[\w.]+@[\w.][\w.-]*:[^-]/.test(url)) return "ssh";
  if (scheme !== undefined && protocols.has(scheme)) return scheme;
  throw new BadSourceError(url, "is no address that a package can be fetched from", "Use https or ssh");
}

function hintFor({ said, message }: GitFailure): string {
  if (message === "git is not installed") return "Install git, or want a published version";
  return /could not read (?:Username|Password)|Authentication failed|Permission denied/i.test(said)
    ? "Is it private? Want it as `git+ssh://git@host/path.git`, with a key that your ssh agent holds"
    : "Check its address and the network";
}
