import type { PackageName } from "@larder/package-spec";
import type { TokenScope } from "@larder/registry-database";

import { coversName } from "../origins/name-pattern.ts";
import { LoginNeededError } from "./account-errors.ts";
import type { Caller, UserCaller } from "./caller.ts";

/** May the caller's token be used for this? `admin` includes the other scopes. */
export function hasScope(caller: UserCaller, scope: TokenScope): boolean {
  return caller.token.scopes.includes(scope) || caller.token.scopes.includes("admin");
}

/** Is the caller's token for this package? */
export function coversToken(caller: UserCaller, name: PackageName): boolean {
  const { packagePatterns } = caller.token;
  return packagePatterns.length === 0 || packagePatterns.some((pattern) => coversName(pattern, name));
}

/** Throws {@link LoginNeededError} unless somebody is logged in. `what` completes "You must be logged in to". */
export function assertLoggedIn(caller: Caller, what: string): asserts caller is UserCaller {
  if (caller.type === "anonymous") throw new LoginNeededError(what);
}

/** Does `list`, a list of rights in `registry.yaml`, include the caller? Administrators are in every list. */
export function isListed(caller: Caller, list: readonly string[]): boolean {
  if (list.includes("$all")) return true;
  if (caller.type === "anonymous") return false;
  if (caller.isAdmin || list.includes("$authenticated") || list.includes(caller.name)) return true;
  return caller.teams.some((team) => list.includes(team));
}
