export { listLockDifferences } from "./list-lock-differences.ts";
export type { LockDifference, LockRequest } from "./list-lock-differences.ts";
export { createLockfile, lockfileRevision, lockfileVersion } from "./lockfile.ts";
export type { Lockfile } from "./lockfile.ts";
export { LockfileError } from "./lockfile-error.ts";
export { parseLockfile } from "./parse-lockfile.ts";
export { printLockfile } from "./print-lockfile.ts";
export { verifyLockfile } from "./verify-lockfile.ts";
export type { LockProblem } from "./verify-lockfile.ts";
