import type { KeyKind, NewAccountKey } from "../accounts/account-keys.ts";
import type { NewAccount } from "../accounts/create-account.ts";
import { DoorError } from "./door-error.ts";

type Body = { readonly [name: string]: unknown };

/** Returns the account to make that `body` describes. Throws {@link DoorError}. */
export function readNewAccount(body: Body): NewAccount {
  return {
    name: readWord(body, "name"),
    roles: readRoles(body),
    password: findWord(body, "password"),
    provider: findWord(body, "provider"),
  };
}

/** Returns the token or plugin key to make that `body` describes. Throws {@link DoorError}. */
export function readAccountKey(body: Body): NewAccountKey {
  const expires = findWord(body, "expiresAt");
  const expiresAt = expires === undefined ? undefined : new Date(expires);
  if (expiresAt !== undefined && Number.isNaN(expiresAt.getTime())) throw wrong("expiresAt", "a time in ISO 8601");
  return {
    account: readWord(body, "account"),
    kind: readKind(body),
    label: readWord(body, "label"),
    expiresAt,
  };
}

/** Returns `roles` of `body`. Throws {@link DoorError}. */
export function readRoles(body: Body): readonly string[] {
  const { roles } = body;
  if (Array.isArray(roles) && roles.every((role) => typeof role === "string")) return roles;
  throw wrong("roles", "a list of texts");
}

/** Returns the text `name` of `body`. Throws {@link DoorError} where there is none. */
export function readWord(body: Body, name: string): string {
  const text = findWord(body, name);
  if (text === undefined) throw wrong(name, "a text");
  return text;
}

/** Returns whether `name` of `body` is so. Throws {@link DoorError} where it says neither. */
export function readFlag(body: Body, name: string): boolean {
  const value = body[name];
  if (typeof value !== "boolean") throw wrong(name, "`true` or `false`");
  return value;
}

function readKind(body: Body): KeyKind {
  const kind = findWord(body, "kind") ?? "token";
  if (kind !== "token" && kind !== "plugin-key") throw wrong("kind", "`token` or `plugin-key`");
  return kind;
}

function findWord(body: Body, name: string): string | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") throw wrong(name, "a text");
  return value;
}

function wrong(name: string, what: string): DoorError {
  return new DoorError("EBADREQUEST", `\`${name}\` must be ${what}`);
}
