import type { Configuration } from "@larder/sdk";

import type { RegisteredAction } from "../actions/action.ts";
import { createPermissions } from "../permissions/permissions.ts";
import type { FiberScope } from "./fiber.ts";
import type { OwnOffers } from "./package-ground.ts";
import type { RunnablePackage, RunningPackage, Runtime } from "./runtime.ts";

/** What one life adds to a package. */
export type LifeMeans = {
  /** What was given when the package was added: its configuration has it. */
  readonly installArguments: Configuration;
  readonly scope: FiberScope;
  readonly own: OwnOffers;
  readonly audit: Runtime["audit"];
};

/** Returns `described` as its own calls carry it: while nobody else meets its actions, it does. */
export function toRunning(
  described: RunnablePackage,
  { installArguments, scope, own, audit }: LifeMeans,
): RunningPackage {
  const { name, requires } = described;
  const permissions = createPermissions(name, described.permissions, audit);
  const findHeld = (action: string): RegisteredAction | undefined =>
    scope.isHeldBack() ? own.actions.get(action) : undefined;
  const config = Object.freeze({ ...described.config, ...installArguments });
  return { ...described, config, calling: { packageName: name, requires, permissions, findHeld } };
}
