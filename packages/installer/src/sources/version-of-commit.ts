/**
 * Returns the version of a package that has none of its own: `0.0.0-<time of the commit>.<its first digits>`,
 * so that a later commit is a higher version.
 */
export function versionOfCommit(commit: string, committedAt: Date): string {
  const time = committedAt.toISOString().replace(/\.\d+Z$|\D/g, "");
  const digits = commit.slice(0, 12);
  // A version does not allow a number that begins with 0.
  return `0.0.0-${time}.${/^0\d*$/.test(digits) ? `g${digits}` : digits}`;
}
