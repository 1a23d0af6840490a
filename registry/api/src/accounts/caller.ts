import type { Memberships, TokenScope, UserName } from "@larder/registry-database";

/** Who sends a request: nobody in particular, or a user with the token that they used. */
export type Caller = { readonly type: "anonymous" } | UserCaller;

/** A user, and the token that they used. */
export type UserCaller = {
  readonly type: "user";
  readonly userId: number;
  readonly name: UserName;
  readonly email: string | null;
  /** Whether they act as an administrator: they are one, and their token has the scope `admin`. */
  readonly isAdmin: boolean;
  readonly orgs: Memberships["orgs"];
  /** `@acme:developers` */
  readonly teams: readonly string[];
  /**
   * Whom the caller counts as, wherever it is said whom something is for: `ada`, `@acme:developers`, and `@acme` for
   * an owner or an admin of that organisation.
   */
  readonly countsAs: readonly string[];
  readonly token: CallerToken;
  /** Where the request came from, for the audit log; absent when that is unknown. */
  readonly address?: string | undefined;
};

/** The limits of the token that a user sent. */
export type CallerToken = {
  readonly id: number;
  readonly scopes: readonly TokenScope[];
  /** Name patterns; none means every package. */
  readonly packagePatterns: readonly string[];
  /** Address ranges; none means every address. */
  readonly cidrs: readonly string[];
};

export const anonymous: Caller = { type: "anonymous" };

/** Returns whom a user with these memberships counts as. */
export function principalsOf(name: UserName, { orgs, teams }: Memberships): string[] {
  const run = orgs.filter(({ role }) => role !== "developer").map((org) => `@${org.name}`);
  return [name, ...teams, ...run];
}

/** Is one of those whom something is for the caller? */
export function isAmong(caller: Caller, principals: readonly string[]): boolean {
  return caller.type === "user" && caller.countsAs.some((principal) => principals.includes(principal));
}
