import { StoreError } from "./store-error.ts";

/** What a disk may refuse, in words. */
const refusals: Readonly<Record<string, string>> = {
  ENOSPC: "no space is left on the disk",
  EDQUOT: "the disk quota is used up",
  EACCES: "this user may not write there",
  EPERM: "this user may not change what is there",
  EROFS: "it can only be read",
  EMFILE: "this process has too many files open",
  ENFILE: "the machine has too many files open",
  EIO: "the disk has failed",
  ENAMETOOLONG: "its path is too long for what it has to hold",
  ENOTDIR: "a file is where it needs a folder",
  ELOOP: "its path is a circle of links",
};

/** Runs `work`, and turns what a disk refuses into a sentence; everything else passes. */
export async function inStore<Result>(root: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    const refusal = error instanceof Error && "syscall" in error ? refusals[code ?? ""] : undefined;
    if (refusal === undefined) throw error;
    throw StoreError.unwritable(root, path === undefined ? refusal : `${refusal} (\`${path}\`)`, error);
  }
}
