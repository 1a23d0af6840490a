import type { Principal } from "../permissions/principal.ts";

/** An account that a credential was good for. */
export type ProvedAccount = {
  readonly account: string;
  readonly roles: readonly string[];
  /** When the credential ends, milliseconds since 1970. */
  readonly goodUntilMs: number;
};

/** Role → what routes and actions ask for by name: `accounts.roles` of `larder.yaml`. */
export type RolePermissions = { readonly [role: string]: readonly string[] };

/** Returns who an account is to routes and actions. A role that the host no longer knows brings nothing. */
export function principalOf(
  { account, roles }: Pick<ProvedAccount, "account" | "roles">,
  rolePermissions: RolePermissions,
): Principal {
  const permissions = roles.flatMap((role) =>
    Object.hasOwn(rolePermissions, role) ? (rolePermissions[role] ?? []) : [],
  );
  return { id: account, roles, permissions: [...new Set(permissions)].toSorted() };
}
