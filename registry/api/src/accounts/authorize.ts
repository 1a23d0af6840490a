import type { OrgName } from "@larder/registry-database";

import { AddressRanges } from "../origins/address-ranges.ts";
import { ForbiddenError } from "./account-errors.ts";
import type { Caller, UserCaller } from "./caller.ts";
import { authorizeManaging, authorizePublish, authorizeUnpublish, type PackageRequest } from "./package-rights.ts";
import { authorizeRead, type ReadRequest } from "./read-rights.ts";
import { assertLoggedIn, coversToken, hasScope } from "./token-rights.ts";

export { mayRead } from "./read-rights.ts";

/** What a caller wants to do to what. */
export type Request =
  | ReadRequest
  | PackageRequest
  /** To send several packages in one body, whose names are not known yet; each is asked for afterwards. */
  | { readonly action: "publish-batch" }
  /** To send a credential at all, from this address. */
  | { readonly action: "connect"; readonly address: string | undefined }
  /** To change the caller's own account: its tokens, its password. */
  | { readonly action: "manage-account"; readonly what: string }
  /** Something about the caller's own account, or what everybody with a login may see. */
  | { readonly action: "account"; readonly what: string }
  /** To say that a package is liked, or no longer. */
  | { readonly action: "star"; readonly what: string }
  /** To see who and what is in an organisation. */
  | { readonly action: "see-org"; readonly org: OrgName }
  /** To say which teams an organisation has, who is in them, and what is granted to them. */
  | { readonly action: "manage-teams"; readonly org: OrgName }
  /** To say who is in an organisation, and as what. */
  | { readonly action: "manage-members"; readonly org: OrgName }
  /** Something that only administrators do. */
  | { readonly action: "administer"; readonly what: string };

const scopeOfAction = {
  read: "read",
  publish: "publish",
  manage: "publish",
  unpublish: "publish",
  "publish-batch": "publish",
  connect: undefined,
  "manage-account": "publish",
  account: undefined,
  star: "publish",
  "see-org": undefined,
  "manage-teams": "publish",
  "manage-members": "publish",
  administer: "admin",
} as const;

/**
 * Decides whether `caller` may do what `request` says; returns when they may.
 *
 * This is the only place that decides: every route asks it. Throws `LoginNeededError` when a login
 * would help, `PackageNotFoundError` when the caller may not even know, {@link ForbiddenError} otherwise.
 */
export function authorize(caller: Caller, request: Request): void {
  assertTokenAllows(caller, request);
  if ("org" in request) return authorizeOrg(caller, request);
  if ("rights" in request) return authorizeChange(caller, request);
  switch (request.action) {
    case "read":
      return authorizeRead(caller, request);
    case "publish-batch":
      return assertLoggedIn(caller, "publish packages");
    case "connect":
      return assertAddress(caller, request.address);
    case "manage-account":
      return assertWholeToken(caller, request.what);
    case "account":
    case "star":
      return assertLoggedIn(caller, request.what);
    case "administer":
      return assertAdministrator(caller, request.what);
  }
}

function authorizeChange(caller: Caller, request: PackageRequest): void {
  switch (request.action) {
    case "publish":
      return authorizePublish(caller, request);
    case "manage":
      return authorizeManaging(caller, request);
    case "unpublish":
      return authorizeUnpublish(caller, request);
  }
}

/** Returns the user who wants something that needs a login; {@link authorize} decides. */
export function authorizeAccount(
  caller: Caller,
  request: Extract<Request, { action: "account" | "manage-account" | "star" | "administer" }>,
): UserCaller {
  authorize(caller, request);
  assertLoggedIn(caller, request.what);
  return caller;
}

/** Returns the user who wants something of an organisation; {@link authorize} decides. */
export function authorizeMember(caller: Caller, request: Extract<Request, { org: OrgName }>): UserCaller {
  authorize(caller, request);
  assertLoggedIn(caller, `see the organisation \`${request.org}\``);
  return caller;
}

function assertAddress(caller: Caller, address: string | undefined): void {
  if (caller.type === "anonymous" || caller.token.cidrs.length === 0) return;
  if (address !== undefined && new AddressRanges(caller.token.cidrs).covers(address)) return;
  throw new ForbiddenError(
    `This token cannot be used from the address \`${address ?? "unknown"}\``,
    "Use it where its address ranges say, or make another one",
  );
}

function assertAdministrator(caller: Caller, what: string): void {
  assertWholeToken(caller, what);
  if (!caller.isAdmin) throw new ForbiddenError(`\`${caller.name}\` is not an administrator`);
}

const rolesFor = {
  "see-org": { roles: ["owner", "admin", "developer"], words: "a member" },
  "manage-teams": { roles: ["owner", "admin"], words: "an owner or an admin" },
  "manage-members": { roles: ["owner"], words: "an owner" },
} as const;

function authorizeOrg(caller: Caller, { action, org }: Extract<Request, { org: OrgName }>): void {
  const what = action === "see-org" ? `see the organisation \`${org}\`` : `change the organisation \`${org}\``;
  assertLoggedIn(caller, what);
  if (action !== "see-org") assertWholeToken(caller, what);
  if (caller.isAdmin) return;
  const { roles, words } = rolesFor[action];
  const role = caller.orgs.find(({ name }) => name === org)?.role;
  if (role !== undefined && (roles as readonly string[]).includes(role)) return;
  throw new ForbiddenError(
    `\`${caller.name}\` is not ${words} of the organisation \`${org}\``,
    "Ask one of its owners",
  );
}

/** What a token cannot do itself, it cannot have another token made, or a right given, for. */
function assertWholeToken(caller: Caller, what: string): asserts caller is UserCaller {
  assertLoggedIn(caller, what);
  if (caller.token.packagePatterns.length === 0) return;
  throw new ForbiddenError(`A token that is for some packages only cannot ${what}`, "Log in with `npm login`");
}

function assertTokenAllows(caller: Caller, request: Request): void {
  if (caller.type === "anonymous") return;
  const scope = scopeOfAction[request.action];
  if (scope !== undefined && !hasScope(caller, scope)) {
    throw new ForbiddenError(
      `This token does not have the scope \`${scope}\``,
      `Make one with \`larder token create --user ${caller.name} --scope ${scope}\``,
    );
  }
  if ("name" in request && !coversToken(caller, request.name)) {
    throw new ForbiddenError(`This token is not for \`${request.name}\``, "Use a token whose packages include it");
  }
}
