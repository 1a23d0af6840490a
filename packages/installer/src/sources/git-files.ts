import type { FileToPack } from "@larder/tarball";

import type { GitPin } from "./git-commit.ts";
import type { GitRepository } from "./git-repository.ts";
import { GitFailure } from "./run-git.ts";
import { BadSourceError } from "./source-error.ts";

/** The files of a commit, and what of it is none. */
export type GitFiles = {
  readonly files: readonly FileToPack[];
  /** Links and repositories in the repository, which a package does not get. */
  readonly leftOut: readonly string[];
};

type TreeEntry = {
  readonly mode: string;
  readonly object: string;
  readonly sizeBytes: number;
  readonly path: string;
};

const filesMax = 100_000;
const filesBytesMax = 512 * 1024 * 1024;

/**
 * Returns the files of a commit that was fetched, byte for byte as they were committed: nothing is checked
 * out, so neither filters nor line ends nor attributes change them. Throws {@link BadSourceError}.
 */
export async function readGitFiles(repository: GitRepository, { commit, directory }: GitPin): Promise<GitFiles> {
  const entries = await listEntries(repository, { commit, ...(directory !== undefined && { directory }) });
  const regular = entries.filter(({ mode }) => mode === "100644" || mode === "100755");
  const sizeBytes = regular.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  if (regular.length > filesMax || sizeBytes > filesBytesMax) {
    throw new BadSourceError(
      repository.url,
      `has ${regular.length} files with ${sizeBytes} bytes, more than a package may have`,
    );
  }
  const contents = await readBlobs(repository, regular);
  return {
    files: regular.map(({ path, mode }, index) => ({
      path,
      content: contents[index] ?? Buffer.alloc(0),
      executable: mode === "100755",
    })),
    leftOut: entries.filter((entry) => !regular.includes(entry)).map(({ path }) => path),
  };
}

async function listEntries(repository: GitRepository, { commit, directory }: GitPin): Promise<readonly TreeEntry[]> {
  try {
    const tree = directory === undefined ? commit : `${commit}:${directory}`;
    const listed = await repository.git({ arguments: ["ls-tree", "-r", "-z", "-l", "--full-tree", tree] });
    return listed
      .toString()
      .split("\0")
      .filter((line) => line !== "")
      .map(parseEntry);
  } catch (error) {
    if (!(error instanceof GitFailure) || directory === undefined) throw error;
    throw new BadSourceError(
      repository.url,
      `has no folder \`${directory}\` in commit ${commit.slice(0, 12)}`,
      "Check the spelling of the folder",
      error,
    );
  }
}

function parseEntry(line: string): TreeEntry {
  const [, mode, object, size, path] = /^(\d{6}) \w+ ([0-9a-f]+) +(-|\d+)\t(.+)$/s.exec(line) ?? [];
  if (mode === undefined || object === undefined || path === undefined) throw new Error(`git listed ${line}`);
  return { mode, object, sizeBytes: size === "-" ? 0 : Number(size), path };
}

/** One process reads all: its answers are a line with the size of an object, and the object, in the order asked. */
async function readBlobs(repository: GitRepository, entries: readonly TreeEntry[]): Promise<readonly Buffer[]> {
  const answers = await repository.git({
    arguments: ["cat-file", "--batch"],
    input: entries.map(({ object }) => `${object}\n`).join(""),
  });
  let offset = 0;
  return entries.map(({ path, object, sizeBytes }) => {
    const start = answers.indexOf("\n", offset) + 1;
    const head = answers.toString("utf8", offset, start - 1);
    if (head !== `${object} blob ${sizeBytes}`) throw new Error(`git answered ${head} for ${path}`);
    offset = start + sizeBytes + 1;
    return answers.subarray(start, start + sizeBytes);
  });
}
