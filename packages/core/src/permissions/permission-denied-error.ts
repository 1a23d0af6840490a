import { ExpectedError } from "@larder/errors";

/** A package reached for something that its permissions do not grant. */
export class PermissionDeniedError extends ExpectedError {
  readonly code = "E403";
  readonly packageName: string;
  readonly resource: string;
  readonly action: string;

  constructor(facts: { packageName: string; resource: string; action: string }) {
    super(`\`${facts.packageName}\` may not ${facts.action} \`${facts.resource}\``, {
      hint: `Add { "resource": "${facts.resource}", "actions": ["${facts.action}"], "effect": "allow" } to \`larder.permissions\` of the package, before any rule that denies it`,
    });
    this.packageName = facts.packageName;
    this.resource = facts.resource;
    this.action = facts.action;
  }
}
