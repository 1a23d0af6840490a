import { ExpectedError } from "@larder/errors";

import { shortName } from "./short-name.ts";

/** A package reached for something that its permissions do not grant. */
export class PermissionDeniedError extends ExpectedError {
  readonly code = "E403";
  readonly packageName: string;
  readonly resource: string;
  readonly action: string;

  constructor(facts: { packageName: string; resource: string; action: string }) {
    const [resource, action] = [shortName(facts.resource), shortName(facts.action)];
    super(`\`${facts.packageName}\` may not ${action} \`${resource}\``, {
      hint: `Add { "resource": "${resource}", "actions": ["${action}"], "effect": "allow" } to \`larder.permissions\` of the package, before any rule that denies it`,
    });
    this.packageName = facts.packageName;
    this.resource = facts.resource;
    this.action = facts.action;
  }
}
