import type { Permission } from "@larder/sdk";

import { findService } from "./base-context.ts";
import type { PluginGround } from "./plugin-context.ts";

/** Every need is there, and what the plugin says that it may reach is what was agreed to. */
export function assertNeeds(ground: PluginGround, written: readonly Permission[] | undefined): void {
  for (const token of Object.values(ground.needs)) findService(ground, token.id);
  const unknown = findUndeclared(written ?? [], ground.pkg.permissions);
  if (unknown !== undefined) {
    throw new TypeError(
      `its rule ${JSON.stringify(unknown)} is not in \`larder.permissions\` of package.json, or stands in another order`,
    );
  }
}

/** Returns the first rule of `written` that is not among `declared` in the same order. */
function findUndeclared(written: readonly Permission[], declared: readonly Permission[]): Permission | undefined {
  let from = 0;
  return written.find((rule) => {
    const at = declared.findIndex((candidate, index) => index >= from && isSameRule(candidate, rule));
    from = at + 1;
    return at === -1;
  });
}

function isSameRule(left: Permission, right: Permission): boolean {
  return left.resource === right.resource && left.effect === right.effect && actionsOf(left) === actionsOf(right);
}

function actionsOf(rule: Permission): string {
  return JSON.stringify(rule.actions.toSorted());
}
