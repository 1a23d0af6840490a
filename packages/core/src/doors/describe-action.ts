import { type Access, type JsonSchema, jsonSchemaOf, type Schema } from "@larder/sdk";

import { fullNameOf, hostPackage, type RegisteredAction } from "../actions/action.ts";

/** An action, for those who want to call it. */
export type ActionDescription = {
  /** The name that no other action has. */
  readonly name: string;
  readonly package: string;
  /** The plugin, the domain or the actor. */
  readonly owner: string;
  readonly operation: string;
  readonly kind: RegisteredAction["kind"];
  readonly description?: string;
  /** Who may call it through a door. */
  readonly access: Access;
  /** Where it is called with `POST`. */
  readonly path: string;
  /** The field of the body that holds the input. */
  readonly field: "payload" | "args";
  /** JSON Schemas; left out where the author says none, or says it in code only. */
  readonly input?: JsonSchema;
  readonly output?: JsonSchema;
};

/** Returns what callers may know about `action`. */
export function describeAction(action: RegisteredAction): ActionDescription {
  const { packageName, owner, operation, kind, description, access } = action;
  const input = findSchema(action.input, "input");
  const output = findSchema(action.output, "output");
  return {
    name: fullNameOf(action),
    package: packageName,
    owner,
    operation,
    kind,
    ...(description === undefined ? {} : { description }),
    access,
    path: pathOf(action),
    field: kind === "method" ? "args" : "payload",
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
  };
}

function findSchema(schema: Schema | undefined, side: "input" | "output"): JsonSchema | undefined {
  return schema === undefined ? undefined : jsonSchemaOf(schema, side);
}

/** By its full name, which means the same for as long as the package is there. */
function pathOf({ kind, name, packageName, owner, operation }: RegisteredAction): string {
  if (kind === "method") return pathTo(...name.split("/"));
  const scoped = packageName.startsWith("@") ? packageName.slice(1) : `local/${packageName}`;
  const place = packageName === hostPackage ? [] : scoped.split("/");
  return pathTo("ipc", ...place, owner, operation);
}

function pathTo(...segments: readonly string[]): string {
  return segments.map((segment) => `/${encodeURIComponent(segment.toWellFormed())}`).join("");
}
