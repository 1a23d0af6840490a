import type { ReportedError } from "./output/envelope.ts";

/** What the machine refuses for reasons of its own; the errors that are left out are bugs of ours. */
const reasons: { readonly [code: string]: { readonly because: string; readonly hint: string } } = {
  EACCES: { because: "this user may not", hint: "Give this user the right to it, or choose another place" },
  EPERM: { because: "this user may not", hint: "Give this user the right to it, or choose another place" },
  EROFS: { because: "its file system is read-only", hint: "Choose a place that can be written" },
  ENOSPC: { because: "no space is left on the disk", hint: "Make room, then run it again" },
  EDQUOT: { because: "the quota of this user is used up", hint: "Make room, then run it again" },
  ENOTDIR: { because: "a part of the path is a file", hint: "Name another path" },
  EISDIR: { because: "it is a directory", hint: "Name a file" },
  ENAMETOOLONG: { because: "the path is too long", hint: "Choose a shorter path" },
  ELOOP: { because: "its symbolic links go in a circle", hint: "Correct the links" },
  EIO: { because: "the disk failed", hint: "Look into the log of the system" },
  EMFILE: { because: "too many files are open", hint: "Raise the limit with `ulimit -n`, then run it again" },
  ENFILE: { because: "too many files are open", hint: "Close some programs, then run it again" },
};

const lostDirectory: ReportedError = {
  code: "ESYSTEM",
  summary: "The directory that this was started in is not there any more",
  hint: "Change into one that is there",
};

/** Returns how to tell that the machine refused something; `undefined` when `thrown` is something else. */
export function systemFailureOf(thrown: unknown): ReportedError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const { code = "", syscall, path } = thrown as NodeJS.ErrnoException;
  if (syscall === "uv_cwd") return lostDirectory;
  const reason = Object.hasOwn(reasons, code) ? reasons[code] : undefined;
  if (reason === undefined || syscall === undefined) return undefined;
  const what = path === undefined ? `\`${syscall}\` is refused` : `\`${syscall}\` of \`${path}\` is refused`;
  return { code: "ESYSTEM", summary: `${what}: ${reason.because}`, hint: reason.hint };
}
