import type { PackageName } from "@larder/package-spec";
import { PackageNotFoundError, type Readers } from "@larder/registry-database";

import type { OriginRule } from "../origins/configuration.ts";
import { LoginNeededError } from "./account-errors.ts";
import { type Caller, isAmong } from "./caller.ts";
import { hasScope, isListed } from "./token-rights.ts";

/** To read a package, or that it exists. */
export type ReadRequest = {
  readonly action: "read";
  readonly name: PackageName;
  readonly rule: OriginRule;
  /** Whom the package is for; `null` is everybody whom the rule lets, and packages of uplinks are for everybody. */
  readonly readers: Readers;
};

/** May `caller`, with some token for the package, read what `rule` covers? For lists, which leave out what may not be seen. */
export function mayRead(caller: Caller, rule: OriginRule): boolean {
  return (caller.type === "anonymous" || hasScope(caller, "read")) && isListed(caller, rule.read);
}

/** Is a package with this rule and these readers for the caller? The rule is the outer bound, whatever a package says. */
export function isFor(caller: Caller, { rule, readers }: Pick<ReadRequest, "rule" | "readers">): boolean {
  if (!isListed(caller, rule.read)) return false;
  return readers === null || (caller.type === "user" && caller.isAdmin) || isAmong(caller, readers);
}

/** Throws {@link LoginNeededError} and {@link PackageNotFoundError}: what is not for the caller does not exist. */
export function authorizeRead(caller: Caller, request: ReadRequest): void {
  if (isFor(caller, request)) return;
  if (caller.type === "anonymous") throw new LoginNeededError(`read \`${request.name}\``);
  throw new PackageNotFoundError(request.name);
}
