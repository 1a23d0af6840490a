import { parseAccountName, parseRoles } from "../account-names.ts";
import type { UserInfo } from "../sessions.ts";
import type { Claims, LoginProvider } from "./login-provider.ts";
import { PersonRefusedError } from "./provider-errors.ts";

/** Somebody as a provider describes them, in the words of this host. */
export type Person = {
  /** What the provider always calls them. */
  readonly subject: string;
  /** The name that their account gets at the first login. */
  readonly name: string;
  /** Their roles; undefined where the operator gives them. */
  readonly roles: readonly string[] | undefined;
  readonly userInfo: UserInfo | undefined;
};

/**
 * Returns who `claims` describe. Throws {@link PersonRefusedError} when they do not say it, or not somebody of a domain
 * that may log in.
 *
 * An address that the provider has not verified is only what somebody typed: it names nobody and opens no domain.
 */
export function readPerson(provider: LoginProvider, claims: Claims): Person {
  const { subject: subjectClaim, account } = provider.claims;
  const subject = claims[subjectClaim];
  if (!isSubject(subject)) throw lacking(provider, subjectClaim);
  if (account === "email" || provider.domains.length > 0) assertAddress(provider, claims);
  const name = claims[account];
  if (typeof name !== "string") throw lacking(provider, account);
  const kept = provider.userInfo.filter((claim) => claims[claim] !== undefined);
  return {
    subject: String(subject),
    name: parseAccountName(name),
    roles: rolesIn(provider, claims),
    userInfo: kept.length === 0 ? undefined : Object.fromEntries(kept.map((claim) => [claim, claims[claim]])),
  };
}

function isSubject(value: unknown): value is string | number {
  return typeof value === "number" || (typeof value === "string" && /^\P{Cc}+$/u.test(value));
}

function assertAddress({ title, domains, claims: { account } }: LoginProvider, claims: Claims): void {
  const { email, email_verified: isVerified } = claims;
  const [, domain] = typeof email === "string" ? (/^[^@\s]+@([^@\s]+)$/.exec(email) ?? []) : [];
  if (domain === undefined || isVerified !== true) {
    throw new PersonRefusedError(`${title} has not verified your address`, {
      hint: account === "email" ? "Verify it there, and log in again" : "Ask the operator of this host",
    });
  }
  if (domains.length > 0 && !domains.includes(domain.toLowerCase())) {
    throw new PersonRefusedError(`Addresses of \`${domain.slice(0, 100)}\` may not log in here`, {
      hint: "Log in with another address, or ask the operator of this host",
    });
  }
}

/** Only what the operator has mapped brings a role: nobody becomes an administrator by the name of a group somewhere else. */
function rolesIn({ claims: { roles: claim }, roleMap }: LoginProvider, claims: Claims): readonly string[] | undefined {
  if (claim === undefined) return undefined;
  const value = claims[claim];
  const values = Array.isArray(value) ? value : [value];
  const mapped = values.flatMap((each) =>
    typeof each === "string" && Object.hasOwn(roleMap, each) ? (roleMap[each] ?? []) : [],
  );
  return parseRoles(mapped);
}

function lacking({ title }: LoginProvider, claim: string): PersonRefusedError {
  return new PersonRefusedError(`${title} does not say your \`${claim}\``, { hint: "Ask the operator of this host" });
}
