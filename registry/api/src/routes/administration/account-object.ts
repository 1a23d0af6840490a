import type { Account } from "@larder/registry-client";
import type { UserRow } from "@larder/registry-database";

/** Returns a user as the API shows it. */
export function accountObject({ name, email, isAdmin, disabledAt, createdAt }: UserRow): Account {
  return { name, email, isAdmin, isDisabled: disabledAt !== null, created: createdAt.toISOString() };
}
