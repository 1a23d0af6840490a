import { ExpectedError } from "@larder/errors";
import { shellGrant, variableResource } from "@larder/host-directory/grants";
import type { Consent, UngrantedPackage } from "@larder/installer";

import { flag } from "../command.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { visible } from "../output/visible.ts";

/** The option of commands by which packages may come to ask for more. */
export const grantOption = flag("--grant", "agree to all that they ask to reach, without being asked");

/** Throws {@link UsageError} when something is to be agreed to that is not read: a lock is made without archives. */
export function assertReads({ grant, lockOnly }: { readonly grant: boolean; readonly lockOnly: boolean }): void {
  if (!grant || !lockOnly) return;
  throw new UsageError(
    "`--grant` and `--lock-only` do not go together: what a package asks for stands in its archive",
    {
      hint: "Leave out `--lock-only`",
    },
  );
}

/** The operator said no on the terminal. */
class DeclinedError extends ExpectedError {
  readonly code = "EUNTRUSTED";
  readonly packageName: string;

  constructor({ package: name, version }: UngrantedPackage) {
    super(`You did not agree to what \`${name}@${version}\` asks for, so it was not installed`, {
      hint: `Read what it says of itself with \`larder info ${name}\``,
    });
    this.packageName = name;
  }
}

/**
 * Returns who decides about what packages ask for: `--grant` agrees and says so, a person on a terminal is asked, and
 * nobody agrees to nothing. Who said no once is not asked the same again; then it throws {@link DeclinedError}.
 */
export function consentOf({ progress, input }: Pick<Context, "progress" | "input">, grant: boolean): Consent {
  const declined = new Set<string>();
  return async (asked) => {
    const question = formatAsked(asked);
    if (grant) {
      progress.note(question);
      return true;
    }
    if (!input.canAsk) return false;
    if (declined.has(question)) throw new DeclinedError(asked);
    progress.clear();
    if (await input.confirm(`${question}\nDo you agree?`)) return true;
    declined.add(question);
    throw new DeclinedError(asked);
  };
}

function formatAsked({ package: name, version, agreedBefore, permissions }: UngrantedPackage): string {
  const verb = agreedBefore ? "asks for more than you agreed to" : "asks to reach";
  return [`${name} ${version} ${verb}:`, ...formatPermissions(permissions)].join("\n");
}

/** `  fetch    net:https://a.example/**`, one line a resource. */
export function formatPermissions(permissions: UngrantedPackage["permissions"]): readonly string[] {
  return permissions.map(({ resource, actions }) => {
    if (resource === shellGrant.resource) return "  run its scripts in the shell, with all rights of the host";
    if (resource.startsWith(variableResource)) {
      return `  read the variable ${visible(resource.slice(variableResource.length))} of the host's environment`;
    }
    const verbs = actions.includes("*") ? "everything on" : `${actions.map(visible).join(", ")} on`;
    return `  ${verbs} ${visible(resource)}`;
  });
}
