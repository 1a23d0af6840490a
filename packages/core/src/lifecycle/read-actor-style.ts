import type { Access } from "@larder/sdk";

import { instancePerCall } from "./instance-per-call.ts";
import { type Exported, type Members, readMembers } from "./read-members.ts";

/** What a class says of one of its methods, besides doing it. */
type MethodFacts = { readonly in?: unknown; readonly out?: unknown; readonly acl?: unknown };

/**
 * Returns the methods of an actor by name, as exports of their own: of a class, its public methods, for whose inputs,
 * outputs and callers its static `schemas` say `in`, `out` and `acl`. Names that start with `_` are private.
 */
export function readActorStyle(exported: Exported, how: { readonly instancePerCall: boolean }): Exported {
  const { default: collected, ...named } = exported;
  const members = readMembers(collected);
  const own =
    members === undefined ? {} : how.instancePerCall ? instancePerCall(members, membersOf) : membersOf(members);
  const all = { ...own, ...named };
  return Object.fromEntries(
    Object.entries(all)
      .filter(([name]) => !name.startsWith("_") && name !== "schemas")
      .map(([name, value]) => [name, translate(value)]),
  );
}

function membersOf(members: Members): Exported {
  const schemas = recordOf(members.get("schemas"));
  const methods = members.methodNames.map((name) => [name, describe(members.method(name), schemas[name])]);
  const fields = members.fields.map(([name, value]) => [name, translate(value)]);
  return Object.fromEntries([...fields, ...methods]) as Exported;
}

function describe(method: unknown, facts: unknown): unknown {
  return facts === undefined ? method : translate({ ...recordOf(facts), handler: method });
}

/** `in`, `out` and `acl` are `input`, `output` and `access`. */
function translate(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("handler" in value)) return value;
  const { in: input, out: output, acl, ...rest } = value as MethodFacts & { readonly handler: unknown };
  return {
    ...rest,
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
    ...(acl !== undefined && { access: acl as Access }),
  };
}

function recordOf(value: unknown): { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
