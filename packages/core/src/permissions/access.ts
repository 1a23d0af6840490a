import { ExpectedError } from "@larder/errors";
import type { Access } from "@larder/sdk";

import { isAdmin, type Principal } from "./principal.ts";

/** Who stands at a door, as far as the host can tell. */
export type Asker =
  /** An account that proved itself. */
  | { readonly type: "principal"; readonly principal: Principal }
  /** Nobody, at a host that has accounts. */
  | { readonly type: "nobody" }
  /** Somebody on the same machine, at a host without accounts: its operator. */
  | { readonly type: "operator" }
  /** Somebody on another machine, at a host without accounts. */
  | { readonly type: "stranger" };

/** What everything asks for that says nothing else. */
export const defaultAccess: Access = "user";

/**
 * Throws unless `asker` may use `what`, which asks for `access`: {@link LoginNeededError} for nobody,
 * {@link AccessDeniedError} for an account that lacks something, {@link AccountsMissingError} for a stranger.
 */
export function assertAccess(asker: Asker, access: Access, what: string): void {
  if (access === "public" || asker.type === "operator") return;
  if (asker.type === "stranger") throw new AccountsMissingError(what);
  if (asker.type === "nobody") throw new LoginNeededError(what);
  const missing = listMissing(asker.principal, access);
  if (missing.length > 0) throw new AccessDeniedError(asker.principal.id, what, missing);
}

/** Throws a TypeError when `access`, which an author wrote, means nothing: a mistake must not open a door. */
export function assertAccessMeaning(access: unknown, name: string): void {
  if (access === "public" || access === "user" || access === "admin") return;
  const permissions = typeof access === "object" && access !== null && "permissions" in access && access.permissions;
  if (Array.isArray(permissions) && permissions.length > 0 && permissions.every(isName)) return;
  throw new TypeError(
    `the \`access\` of \`${name}\` must be \`public\`, \`user\`, \`admin\` or \`{ permissions: [...] }\``,
  );
}

function isName(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

/** Returns what `principal` would need besides what it has. A permission may come with a role of its name. */
function listMissing(principal: Principal, access: Exclude<Access, "public">): readonly string[] {
  if (access === "user" || isAdmin(principal)) return [];
  if (access === "admin") return ["admin"];
  const has = new Set([...principal.roles, ...principal.permissions]);
  return access.permissions.filter((permission) => !has.has(permission));
}

/** Nobody is logged in, and this is not for everybody. */
export class LoginNeededError extends ExpectedError {
  readonly code = "ENEEDAUTH";

  constructor(what: string) {
    super(`${what} is for those who are logged in`, { hint: "Send a token of this host as `authorization: Bearer …`" });
  }
}

/** The account lacks a role or a permission. */
export class AccessDeniedError extends ExpectedError {
  readonly code = "E403";
  readonly principal: string;
  /** What it would need besides. */
  readonly missing: readonly string[];

  constructor(principal: string, what: string, missing: readonly string[]) {
    const names = missing.map((name) => `\`${name}\``).join(", ");
    super(`\`${principal}\` may not use ${what}: it needs ${names}`, {
      hint: "An administrator of this host can grant it",
    });
    this.principal = principal;
    this.missing = missing;
  }
}

/** Somebody of another machine asks for what only accounts could be asked for. */
export class AccountsMissingError extends ExpectedError {
  readonly code = "EUNAVAILABLE";

  constructor(what: string) {
    super(`${what} is not for everybody, and this host has no accounts yet`, {
      hint: "Make the first account on the machine of the host",
    });
  }
}
