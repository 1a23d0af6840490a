import { resourceMatcher } from "../permissions/resource-glob.ts";
import { assertAccess } from "../permissions/access.ts";
import type { RegisteredAction } from "./action.ts";
import { CallerDeniedError } from "./action-errors.ts";
import type { CallOrigin } from "./call-origin.ts";

/** Throws {@link CallerDeniedError} when the package that calls is none that `action` lets in. */
export function assertCaller(action: RegisteredAction, { package: caller }: CallOrigin): void {
  if (caller === undefined || caller.packageName === action.packageName) return;
  const isAllowed =
    action.callers === undefined
      ? caller.requires.includes(action.packageName)
      : action.callers.some((pattern) => resourceMatcher(pattern.toLowerCase())(caller.packageName.toLowerCase()));
  if (!isAllowed) throw new CallerDeniedError(action.name, caller.packageName, action.packageName);
}

/**
 * Throws when a package calls without the permission for it, or somebody at a door without the access.
 *
 * Access is asked of who came through a door, and not again of the packages that act for him: they have permissions.
 */
export function assertRight(action: RegisteredAction, { package: caller, asker }: CallOrigin): void {
  if (caller === undefined) {
    if (asker !== undefined) assertAccess(asker, action.access, `\`${action.name}\``);
    return;
  }
  if (caller.packageName === action.packageName) return;
  caller.permissions.check(`plugin:${action.owner}`, "execute", action.operation);
}
