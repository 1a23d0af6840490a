import { ExpectedError } from "@larder/errors";
import {
  type Database,
  deleteMaintainer,
  getUser,
  insertMaintainer,
  type PackageRow,
  parseUserName,
  updateReaders,
  type UserName,
} from "@larder/registry-database";

import type { AppliedChange } from "./change-package.ts";

/** The maintainers of a package as they are, and as they should be. */
export type MaintainerChange = { readonly current: readonly string[]; readonly wanted: readonly string[] };

/**
 * Makes `wanted` the maintainers of the package; `undefined` when they are that already.
 *
 * Throws `UserNotFoundError`, {@link DisabledMaintainerError} for a user who cannot act, and
 * {@link MaintainerNeededError}: nobody could give a package without maintainers to anybody.
 */
export async function setMaintainers(
  tx: Database,
  pkg: PackageRow,
  { current, wanted }: MaintainerChange,
): Promise<AppliedChange | undefined> {
  const names = [...new Set(wanted.map((name) => parseUserName(name)))].toSorted();
  if (names.length === 0) throw new MaintainerNeededError(pkg.name);
  const added = names.filter((name) => !current.includes(name));
  const removed = current.filter((name) => !names.includes(parseUserName(name)));
  if (added.length === 0 && removed.length === 0) return undefined;

  for (const name of added) {
    const user = await getUser(tx, name);
    if (user.disabledAt !== null) throw new DisabledMaintainerError(name);
    await insertMaintainer(tx, { packageId: pkg.id, userId: user.id });
  }
  for (const name of removed) {
    await deleteMaintainer(tx, { packageId: pkg.id, userId: (await getUser(tx, parseUserName(name))).id });
  }
  await updateReaders(tx, pkg.id);
  return { kind: "maintainers", target: pkg.name, before: [...current], after: names };
}

/** A package would have no maintainer left. */
export class MaintainerNeededError extends ExpectedError {
  readonly code = "EPOLICY";

  constructor(name: string) {
    super(`\`${name}\` would have no maintainer left`, { hint: "Add somebody else first, with `npm owner add`" });
  }
}

/** Somebody who cannot act here cannot look after a package either. */
export class DisabledMaintainerError extends ExpectedError {
  readonly code = "EPOLICY";

  constructor(name: UserName) {
    super(`The user \`${name}\` is disabled`, { hint: "Choose another maintainer" });
  }
}
