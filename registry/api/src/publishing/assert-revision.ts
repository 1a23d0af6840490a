import { ExpectedError } from "@larder/errors";
import { formatRevision } from "@larder/packument";
import type { PackageRow } from "@larder/registry-database";

/**
 * Checks that a change was made from the newest state of the package: `read` is the `_rev` that its author
 * has read. Throws {@link RevisionConflictError}; an author who names none has overwritten unseen.
 */
export function assertRevision(pkg: PackageRow, read: string | undefined): void {
  const current = formatRevision(pkg.revision);
  if (read !== current) throw new RevisionConflictError(pkg, current, read);
}

/** Somebody else has changed the package since the author of a change has read it. */
export class RevisionConflictError extends ExpectedError {
  readonly code = "E409";

  constructor({ name }: PackageRow, current: string, read: string | undefined) {
    const made = read === undefined ? "without a `_rev`" : `from \`${read.slice(0, 100)}\``;
    super(`The change of \`${name}\` was made ${made}, but the package is at \`${current}\``, {
      hint: "Nothing was changed; run the command again",
    });
  }
}
