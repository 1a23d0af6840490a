import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError, type TokenScope } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { coversName } from "../origins/name-pattern.ts";
import { ForbiddenError, LoginNeededError } from "./account-errors.ts";
import type { Caller } from "./caller.ts";

/** What a caller wants to do to what. */
export type Request =
  | { readonly action: "read"; readonly name: PackageName; readonly rule: OriginRule }
  | {
      readonly action: "publish";
      readonly name: PackageName;
      readonly rule: OriginRule;
      /** User names; `undefined` while the package does not exist. */
      readonly maintainers: readonly string[] | undefined;
    }
  /** To send several packages in one body, whose names are not known yet; each is asked for afterwards. */
  | { readonly action: "publish-batch" }
  /** Something about the caller's own account, or what everybody with a login may see. */
  | { readonly action: "account"; readonly what: string }
  /** Something that only administrators do. */
  | { readonly action: "administer"; readonly what: string };

const scopeOfAction = {
  read: "read",
  publish: "publish",
  "publish-batch": "publish",
  account: undefined,
  administer: "admin",
} as const;

/**
 * Decides whether `caller` may do what `request` says; returns when they may.
 *
 * This is the only place that decides: every route asks it. Throws {@link LoginNeededError} when a login
 * would help, {@link PackageNotFoundError} when the caller may not even know, {@link ForbiddenError} otherwise.
 */
export function authorize(caller: Caller, request: Request): void {
  assertTokenAllows(caller, request);
  switch (request.action) {
    case "read":
      return authorizeRead(caller, request.name, request.rule);
    case "publish":
      return authorizePublish(caller, request);
    case "publish-batch":
      return assertLoggedIn(caller, "publish packages");
    case "account":
      return assertLoggedIn(caller, request.what);
    case "administer":
      assertLoggedIn(caller, request.what);
      if (!caller.isAdmin) throw new ForbiddenError(`\`${caller.name}\` is not an administrator`);
  }
}

/** May `caller`, with some token for the package, read what `rule` covers? For lists, which leave out what may not be seen. */
export function mayRead(caller: Caller, rule: OriginRule): boolean {
  return (caller.type === "anonymous" || hasScope(caller, "read")) && isListed(caller, rule.read);
}

function authorizeRead(caller: Caller, name: PackageName, rule: OriginRule): void {
  if (isListed(caller, rule.read)) return;
  if (caller.type === "anonymous") throw new LoginNeededError(`read \`${name}\``);
  throw new PackageNotFoundError(name);
}

function authorizePublish(caller: Caller, request: Extract<Request, { action: "publish" }>): void {
  const { name, rule, maintainers } = request;
  assertLoggedIn(caller, `publish \`${name}\``);
  if (!isListed(caller, rule.publish)) {
    if (!isListed(caller, rule.read)) throw new PackageNotFoundError(name);
    throw new ForbiddenError(`\`${caller.name}\` may not publish \`${name}\` here`, "Ask the operator of the registry");
  }
  if (maintainers === undefined || caller.isAdmin || maintainers.includes(caller.name)) return;
  throw new ForbiddenError(`You are not a maintainer of \`${name}\``, `Ask one of ${maintainers.join(", ")}`);
}

function assertTokenAllows(caller: Caller, request: Request): void {
  if (caller.type === "anonymous") return;
  const scope = scopeOfAction[request.action];
  if (scope !== undefined && !hasScope(caller, scope)) {
    throw new ForbiddenError(
      `This token does not have the scope \`${scope}\``,
      `Make one with \`larder token create --scope ${scope}\``,
    );
  }
  if ("name" in request && !coversToken(caller, request.name)) {
    throw new ForbiddenError(`This token is not for \`${request.name}\``, "Use a token whose packages include it");
  }
}

function hasScope(caller: Extract<Caller, { type: "user" }>, scope: TokenScope): boolean {
  return caller.token.scopes.includes(scope) || caller.token.scopes.includes("admin");
}

function coversToken(caller: Extract<Caller, { type: "user" }>, name: PackageName): boolean {
  const { packagePatterns } = caller.token;
  return packagePatterns.length === 0 || packagePatterns.some((pattern) => coversName(pattern, name));
}

function assertLoggedIn(caller: Caller, what: string): asserts caller is Extract<Caller, { type: "user" }> {
  if (caller.type === "anonymous") throw new LoginNeededError(what);
}

function isListed(caller: Caller, list: readonly string[]): boolean {
  if (list.includes("$all")) return true;
  if (caller.type === "anonymous") return false;
  return caller.isAdmin || list.includes("$authenticated") || list.includes(caller.name);
}
