import { type PackageName, scopeOf, type Version } from "@larder/package-spec";
import { type ExistingRights, PackageNotFoundError, type PackageRights } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { ForbiddenError } from "./account-errors.ts";
import { type Caller, isAmong, type UserCaller } from "./caller.ts";
import { isFor } from "./read-rights.ts";
import { assertLoggedIn, isListed } from "./token-rights.ts";

/** To change a package. The rule is the outer bound of all of it; `rights` is what is kept here about the name. */
export type PackageRequest =
  /** To publish a version, to warn of one, to set a tag. */
  | (OfPackage & { readonly action: "publish" })
  /** To say who maintains a package, and whom it is for. */
  | (OfPackage & { readonly action: "manage" })
  /** To take a version back: it needs the right to manage, and what the rule of the name says besides. */
  | (OfPackage & {
      readonly action: "unpublish";
      readonly version: Version;
      readonly publishedAt: Date;
      readonly at: Date;
      /** Does another package depend on this one? */
      readonly hasDependents: boolean;
    });

type OfPackage = { readonly name: PackageName; readonly rule: OriginRule; readonly rights: PackageRights };

/** Throws unless the caller may publish: maintainers, teams that were granted it, and those who run its scope. */
export function authorizePublish(caller: Caller, { name, rule, rights }: OfPackage): void {
  assertListed(caller, { name, rule, rights });
  const { org, pkg } = rights;
  if (pkg === undefined) return assertMayClaim(caller, { name, rule, rights });
  if (isManager(caller, name, pkg) || isAmong(caller, pkg.writers)) return;
  assertMayKnow(caller, { name, rule, rights });
  throw new ForbiddenError(`You are not a maintainer of \`${name}\``, `Ask ${helpersOf(pkg, org)}`);
}

/** Throws unless the caller may say who maintains the package and whom it is for: a team that may publish it may not. */
export function authorizeManaging(caller: Caller, { name, rule, rights }: OfPackage): void {
  assertListed(caller, { name, rule, rights });
  const { org, pkg } = rights;
  if (pkg === undefined) throw new PackageNotFoundError(name);
  if (isManager(caller, name, pkg)) return;
  assertMayKnow(caller, { name, rule, rights });
  throw new ForbiddenError(`You are not a maintainer of \`${name}\``, `Ask ${helpersOf(pkg, org)}`);
}

/** May the caller, who may read the package, see everybody who works with it? Whoever may publish it may. */
export function maySeeCollaborators(caller: UserCaller, name: PackageName, pkg: ExistingRights): boolean {
  return isManager(caller, name, pkg) || isAmong(caller, pkg.writers);
}

/** What somebody has installed breaks when it is taken back, so that this is a right of its own. */
export function authorizeUnpublish(caller: Caller, request: Extract<PackageRequest, { action: "unpublish" }>): void {
  const { unpublish } = request.rule;
  const spec = `\`${request.name}@${request.version}\``;
  authorizeManaging(caller, request);
  assertLoggedIn(caller, `unpublish ${spec}`);
  if (unpublish === "never") throw new ForbiddenError(`${spec} stays: nothing is unpublished here`, warnInstead);
  if (caller.isAdmin) return;
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

function assertListed(caller: Caller, { name, rule }: OfPackage): asserts caller is UserCaller {
  assertLoggedIn(caller, `publish \`${name}\``);
  if (isListed(caller, rule.publish)) return;
  if (!isListed(caller, rule.read)) throw new PackageNotFoundError(name);
  throw new ForbiddenError(`\`${caller.name}\` may not publish \`${name}\` here`, "Ask the operator of the registry");
}

/** Maintainers, administrators, and the owners and admins of the organisation that owns the scope. */
function isManager(caller: UserCaller, name: PackageName, { maintainers }: ExistingRights): boolean {
  const scope = scopeOf(name);
  const runsScope = scope !== undefined && caller.countsAs.includes(scope);
  return caller.isAdmin || runsScope || maintainers.includes(caller.name);
}

/** The first name in a scope that no organisation owns is for whoever comes first. */
function assertMayClaim(caller: UserCaller, { name, rights: { org } }: OfPackage): void {
  if (org === null || caller.isAdmin || caller.orgs.some((membership) => membership.name === org)) return;
  throw new ForbiddenError(
    `\`${name}\` cannot be published: its scope belongs to the organisation \`${org}\``,
    "Ask one of its owners to make you a member",
  );
}

/** Of a package that is not for the caller no more is said than of a name that nobody has. */
function assertMayKnow(caller: UserCaller, { name, rule, rights }: OfPackage): void {
  if (rights.pkg === undefined || isFor(caller, { rule, readers: rights.pkg.readers })) return;
  assertMayClaim(caller, { name, rule, rights });
  throw new PackageNotFoundError(name);
}

function helpersOf({ maintainers }: ExistingRights, org: string | null): string {
  const people = maintainers.length === 0 ? "an administrator" : `one of ${maintainers.join(", ")}`;
  return org === null ? people : `${people}, or an owner of the organisation \`${org}\``;
}
