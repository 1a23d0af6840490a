import type { GitPlace, Range } from "@larder/package-spec";

import { findRelease } from "./find-release.ts";
import type { GitRepository } from "./git-repository.ts";
import { GitFailure } from "./run-git.ts";
import { BadSourceError } from "./source-error.ts";

/** What a reference means now. */
export type GitPin = {
  /** All of its hexadecimal digits. */
  readonly commit: string;
  readonly directory?: string;
};

/**
 * Returns the commit that `place` means now. Throws {@link BadSourceError} when there is no such reference, and no tag
 * of a version in its range.
 *
 * A branch may have slashes in its name, which the address of a page does not tell from folders: the
 * shortest name that the repository has counts.
 */
export async function findCommit(repository: GitRepository, place: GitPlace): Promise<GitPin> {
  const { reference, range, directory } = place;
  if (reference !== undefined && isCommit(reference)) return pin(reference, directory);
  const listed = await repository.git({
    arguments: ["ls-remote", "--quiet", "--", repository.url],
    speaks: true,
  });
  const references = readReferences(listed.toString());
  if (range !== undefined) return pin(getRelease(repository, references, range), directory);
  if (reference === undefined) {
    const head = references.get("HEAD");
    if (head === undefined) throw new BadSourceError(repository.url, "is an empty repository");
    return pin(head, directory);
  }
  const [found] = readingsOf(reference, directory).flatMap(([name, rest]) => {
    const commit = lookUp(references, name);
    return commit === undefined ? [] : [pin(commit, rest)];
  });
  if (found !== undefined) return found;
  const abbreviated = /^[0-9a-f]{7,63}$/.test(reference);
  throw new BadSourceError(
    repository.url,
    `has no branch and no tag \`${reference}\``,
    abbreviated ? "Name all 40 digits of the commit" : "Check the spelling, or name a commit with all its digits",
  );
}

/**
 * Fetches `commit` and returns when it was made. Throws {@link BadSourceError} when the repository has it not.
 *
 * Only what belongs to that one commit is asked for; a server that gives no single commits is asked for
 * all that its branches and tags have.
 */
export async function fetchCommit(repository: GitRepository, commit: string): Promise<Date> {
  const format = commit.length === 64 ? "sha256" : "sha1";
  await repository.git({ arguments: ["init", "--quiet", "--bare", "--template=", `--object-format=${format}`] });
  const fetch = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
  try {
    await repository.git({ arguments: [...fetch, "--depth=1", "--", repository.url, commit], speaks: true });
  } catch (error) {
    if (!(error instanceof GitFailure) || !givesNoCommits.test(error.said)) throw error;
    const everything = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
    await repository.git({ arguments: [...fetch, "--", repository.url, ...everything], speaks: true });
  }
  try {
    const object = await repository.git({ arguments: ["cat-file", "commit", commit] });
    const [, seconds] = /^committer .* (\d+) [+-]\d{4}$/m.exec(object.toString()) ?? [];
    return new Date(Number(seconds ?? 0) * 1_000);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new BadSourceError(
      repository.url,
      `has no commit \`${commit}\``,
      "Was its history rewritten? Move on with `larder update`",
      error,
    );
  }
}

const givesNoCommits = /not our ref|unadvertised object|no such remote ref|couldn't find remote ref/i;

function isCommit(reference: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(reference);
}

function pin(commit: string, directory: string | undefined): GitPin {
  return { commit, ...(directory !== undefined && { directory }) };
}

/** A tag that is an object of its own is listed with the commit that it points at, as `refs/tags/v1^{}`. */
function readReferences(listed: string): ReadonlyMap<string, string> {
  const lines = listed.split("\n").flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]{40,64})\t(\S+)$/.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [[name, commit] as const];
  });
  return new Map(lines);
}

function getRelease({ url }: GitRepository, references: ReadonlyMap<string, string>, range: Range): string {
  const commit = findRelease(references, range);
  if (commit !== undefined) return commit;
  throw new BadSourceError(url, `has no tag of a version in \`${range}\``, "Name a branch, a tag or a commit");
}

function lookUp(references: ReadonlyMap<string, string>, name: string): string | undefined {
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}^{}`, `refs/tags/${name}`, `${name}^{}`, name];
  const found = candidates.find((candidate) => references.has(candidate));
  return found === undefined ? undefined : references.get(found);
}

/** Returns each way to part `reference/directory` into a name and a folder, the shortest name first. */
function readingsOf(
  reference: string,
  directory: string | undefined,
): readonly (readonly [string, string | undefined])[] {
  const parts = directory?.split("/") ?? [];
  return Array.from({ length: parts.length + 1 }, (_, count) => {
    const rest = parts.slice(count).join("/");
    return [[reference, ...parts.slice(0, count)].join("/"), rest === "" ? undefined : rest] as const;
  });
}
