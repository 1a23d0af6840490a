import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { hostPaths, writeDurably } from "@larder/host-directory";

import { UsageError } from "../errors.ts";
import { runGit } from "./run-git.ts";

/** What was written, for the user to see. */
export type InstalledDriver = {
  /** The command that git will run. */
  readonly driver: string;
  /** The file that says which files it is for; it has to be committed. */
  readonly attributes: string;
  /** Was it changed? */
  readonly changed: boolean;
};

const lines = ["larder.lock merge=larder text eol=lf", "larder.yaml merge=larder"];

/**
 * Makes git merge the lock and the wants of the host in `directory` with Larder: the command goes into
 * the configuration of this clone, and which files it is for into the host's `.gitattributes`. Throws
 * {@link UsageError} outside of a repository.
 */
export async function installMergeDriver(directory: string, commandPrefix: string): Promise<InstalledDriver> {
  const driver = `${commandPrefix} lock --merge-driver %O %A %B %P`;
  await setConfig(directory, "merge.larder.name", "merge what two branches want of a Larder host");
  await setConfig(directory, "merge.larder.driver", driver);

  const attributes = join(hostPaths(directory).directory, ".gitattributes");
  const text = await readIfExists(attributes);
  const missing = lines.filter((line) => !text.split(/\r?\n/).includes(line));
  if (missing.length > 0) {
    const separator = text === "" || text.endsWith("\n") ? "" : "\n";
    await writeDurably(attributes, `${text}${separator}${missing.join("\n")}\n`);
  }
  return { driver, attributes, changed: missing.length > 0 };
}

async function setConfig(directory: string, key: string, value: string): Promise<void> {
  const { exitCode, stderr } = await runGit(directory, ["config", "--local", key, value]);
  if (exitCode === 0) return;
  throw new UsageError(`Git took no configuration for \`${directory}\`: ${stderr.trim().split("\n")[0] ?? ""}`, {
    hint: "Make it a repository with `git init`, or run this in a clone of the host's repository",
  });
}

async function readIfExists(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
