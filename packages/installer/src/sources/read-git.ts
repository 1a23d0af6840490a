import type { GitPlace, PackageName } from "@larder/package-spec";

import { fetchCommit, findCommit } from "./git-commit.ts";
import { readGitFiles } from "./git-files.ts";
import { type GitMeans, withRepository } from "./git-repository.ts";
import { describeSource, type MadeArchive } from "./source-place.ts";
import { packFiles } from "./pack-source.ts";
import { versionOfCommit } from "./version-of-commit.ts";

/**
 * Returns the archive of the package at `place` in a repository, pinned to the commit that its reference
 * means now. Its files are copied, and nothing of it runs. Throws `BadSourceError` and `GitError`.
 */
export async function readGit(place: GitPlace, name: PackageName, means: GitMeans): Promise<MadeArchive> {
  return await withRepository(place.repository, means, async (repository) => {
    const pin = await findCommit(repository, place);
    const committedAt = await fetchCommit(repository, pin.commit);
    const { files, leftOut } = await readGitFiles(repository, pin);

    const source = { type: "git" as const, repository: place.repository, ...pin };
    const identity = { name, version: versionOfCommit(pin.commit, committedAt) };
    return { source, archive: await packFiles(files, describeSource(source), identity), leftOut };
  });
}
