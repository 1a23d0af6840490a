import { ExpectedError } from "@larder/errors";
import type { PackageSettings } from "@larder/host-directory";
import type { Permission } from "@larder/sdk";

/** A sandboxed package asks for what the operator did not agree to. Nothing of it runs. */
export class UngrantedPermissionError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;
  readonly ungranted: readonly Permission[];

  constructor(packageName: string, ungranted: readonly Permission[], hostDirectory: string) {
    const asked = ungranted.map(({ resource, actions }) => `${actions.join(" and ")} \`${resource}\``).join(", ");
    super(`\`${packageName}\` asks to ${asked}, which you did not agree to`, {
      hint: `Agree to all that it asks for with \`larder add --grant ${packageName} --cwd ${hostDirectory}\``,
    });
    this.packageName = packageName;
    this.ungranted = ungranted;
  }
}

/** Returns the allowing rules of `permissions` that `grants` does not hold, resource by resource and action by action. */
export function listUngranted(
  permissions: readonly Permission[],
  grants: PackageSettings["grants"],
): readonly Permission[] {
  const granted = new Set(grants.flatMap(({ resource, actions }) => actions.map((action) => `${action} ${resource}`)));
  return permissions.filter(
    ({ resource, actions, effect }) =>
      effect !== "deny" &&
      actions.some((action) => !granted.has(`${action} ${resource}`) && !granted.has(`* ${resource}`)),
  );
}
