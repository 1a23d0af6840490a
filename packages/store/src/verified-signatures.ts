import { appendFileSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/*
 * A signature that held once holds for ever: it is a matter of its bytes, its key and what it is about, of which the
 * file `signatures` of the store has a digest on each line. Who checks the same again, for another host or another
 * lock, asks the file, which takes a hundredth of the time. It is only a shortcut: a line that is torn is the digest of
 * nothing.
 */

/** Enough for the packages of a hundred large hosts; then it begins anew. */
const bytesMax = 4 * 1024 * 1024;

/** A disk that is full, or a file of another user. */
const refusals = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM"]);

/** The signatures that are known to hold. */
export type VerifiedSignatures = {
  /** Returns their digests: they need not be checked again. None where another user keeps them for himself. */
  readVerified(): ReadonlySet<string>;
  /** Notes digests, each without a line break. Where the disk refuses, it stays undone: nobody needs it. */
  noteVerified(digests: readonly string[]): void;
};

/** Returns what is known of signatures in the store in `root`. */
export function verifiedSignatures(root: string): VerifiedSignatures {
  return {
    readVerified: () => readVerified(root),
    noteVerified: (digests) => noteVerified(root, digests),
  };
}

function readVerified(root: string): ReadonlySet<string> {
  const text = readIfAllowed(pathOf(root));
  return new Set(text.length > bytesMax ? [] : text.split("\n").filter((line) => line !== ""));
}

function noteVerified(root: string, digests: readonly string[]): void {
  if (digests.length === 0) return;
  const path = pathOf(root);
  try {
    mkdirSync(root, { recursive: true });
    // Another process may take it away first.
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > bytesMax) rmSync(path, { force: true });
    // Begins with a line break, so that a line that another process was stopped in spoils only itself.
    appendFileSync(path, `\n${digests.join("\n")}\n`);
  } catch (error) {
    if (!refusals.has((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

function pathOf(root: string): string {
  return join(root, "signatures");
}

function readIfAllowed(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || refusals.has(code)) return "";
    throw error;
  }
}
