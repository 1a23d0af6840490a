import type { PackageName, Version } from "@larder/package-spec";
import { PackageNotFoundError, type TokenScope } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { coversName } from "../origins/name-pattern.ts";
import { AddressRanges } from "../origins/address-ranges.ts";
import { ForbiddenError, LoginNeededError } from "./account-errors.ts";
import type { Caller, UserCaller } from "./caller.ts";

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
  /** To take a version back: it needs the right to publish, and what the rule of the name says besides. */
  | {
      readonly action: "unpublish";
      readonly name: PackageName;
      readonly rule: OriginRule;
      readonly maintainers: readonly string[];
      readonly version: Version;
      readonly publishedAt: Date;
      readonly at: Date;
      /** Does another package depend on this one? */
      readonly hasDependents: boolean;
    }
  /** To send several packages in one body, whose names are not known yet; each is asked for afterwards. */
  | { readonly action: "publish-batch" }
  /** To send a credential at all, from this address. */
  | { readonly action: "connect"; readonly address: string | undefined }
  /** To change the caller's own account: its tokens, its password. */
  | { readonly action: "manage-account"; readonly what: string }
  /** Something about the caller's own account, or what everybody with a login may see. */
  | { readonly action: "account"; readonly what: string }
  /** Something that only administrators do. */
  | { readonly action: "administer"; readonly what: string };

const scopeOfAction = {
  read: "read",
  publish: "publish",
  unpublish: "publish",
  "publish-batch": "publish",
  connect: undefined,
  "manage-account": "publish",
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
    case "unpublish":
      return authorizeUnpublish(caller, request);
    case "publish-batch":
      return assertLoggedIn(caller, "publish packages");
    case "connect":
      return assertAddress(caller, request.address);
    case "manage-account":
      return authorizeManaging(caller, request.what);
    case "account":
      return assertLoggedIn(caller, request.what);
    case "administer":
      assertLoggedIn(caller, request.what);
      if (!caller.isAdmin) throw new ForbiddenError(`\`${caller.name}\` is not an administrator`);
  }
}

/** Returns the user who wants something of their own account; {@link authorize} decides. */
export function authorizeAccount(
  caller: Caller,
  request: Extract<Request, { action: "account" | "manage-account" }>,
): UserCaller {
  authorize(caller, request);
  assertLoggedIn(caller, request.what);
  return caller;
}

/** May `caller`, with some token for the package, read what `rule` covers? For lists, which leave out what may not be seen. */
export function mayRead(caller: Caller, rule: OriginRule): boolean {
  return (caller.type === "anonymous" || hasScope(caller, "read")) && isListed(caller, rule.read);
}

function assertAddress(caller: Caller, address: string | undefined): void {
  if (caller.type === "anonymous" || caller.token.cidrs.length === 0) return;
  if (address !== undefined && new AddressRanges(caller.token.cidrs).covers(address)) return;
  throw new ForbiddenError(
    `This token cannot be used from the address \`${address ?? "unknown"}\``,
    "Use it where its address ranges say, or make another one",
  );
}

/** What a token cannot do itself, it cannot have another token made for. */
function authorizeManaging(caller: Caller, what: string): void {
  assertLoggedIn(caller, what);
  if (caller.token.packagePatterns.length === 0) return;
  throw new ForbiddenError(`A token that is for some packages only cannot ${what}`, "Log in with `npm login`");
}

function authorizeRead(caller: Caller, name: PackageName, rule: OriginRule): void {
  if (isListed(caller, rule.read)) return;
  if (caller.type === "anonymous") throw new LoginNeededError(`read \`${name}\``);
  throw new PackageNotFoundError(name);
}

function authorizePublish(caller: Caller, request: Extract<Request, { action: "publish" | "unpublish" }>): void {
  const { name, rule, maintainers } = request;
  assertLoggedIn(caller, `publish \`${name}\``);
  if (!isListed(caller, rule.publish)) {
    if (!isListed(caller, rule.read)) throw new PackageNotFoundError(name);
    throw new ForbiddenError(`\`${caller.name}\` may not publish \`${name}\` here`, "Ask the operator of the registry");
  }
  if (maintainers === undefined || caller.isAdmin || maintainers.includes(caller.name)) return;
  throw new ForbiddenError(`You are not a maintainer of \`${name}\``, `Ask one of ${maintainers.join(", ")}`);
}

/** What somebody has installed breaks when it is taken back, so that this is a right of its own. */
function authorizeUnpublish(caller: Caller, request: Extract<Request, { action: "unpublish" }>): void {
  authorizePublish(caller, request);
  assertLoggedIn(caller, `unpublish \`${request.name}\``);
  const { unpublish } = request.rule;
  const spec = `\`${request.name}@${request.version}\``;
  if (unpublish === "never") throw new ForbiddenError(`${spec} stays: nothing is unpublished here`, warnInstead);
  if (caller.isAdmin && hasScope(caller, "admin")) return;
  if (unpublish === "admins") {
    throw new ForbiddenError(
      `Only an administrator, with a token that has the scope \`admin\`, unpublishes ${spec}`,
      orAskAdministrator,
    );
  }
  if (request.at.getTime() - request.publishedAt.getTime() > unpublish.windowMs) {
    throw new ForbiddenError(`${spec} was published too long ago to be unpublished`, orAskAdministrator);
  }
  // Which packages they are is not for everybody to know.
  if (request.hasDependents) {
    throw new ForbiddenError(`${spec} cannot be unpublished: other packages depend on it`, orAskAdministrator);
  }
}

const warnInstead = "Warn of it with `npm deprecate`";
const orAskAdministrator = `${warnInstead}, or ask an administrator`;

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

function assertLoggedIn(caller: Caller, what: string): asserts caller is UserCaller {
  if (caller.type === "anonymous") throw new LoginNeededError(what);
}

function isListed(caller: Caller, list: readonly string[]): boolean {
  if (list.includes("$all")) return true;
  if (caller.type === "anonymous") return false;
  return caller.isAdmin || list.includes("$authenticated") || list.includes(caller.name);
}
