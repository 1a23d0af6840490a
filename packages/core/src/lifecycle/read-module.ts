import { readActorStyle } from "./read-actor-style.ts";
import type { Exported } from "./read-members.ts";
import { readPluginStyle } from "./read-plugin-style.ts";
import { readService } from "./read-service.ts";

/** What is read: a component, by its kind and its name. */
export type ReadSubject = {
  readonly kind: string;
  readonly name: string;
  /** Does each call of a class get an instance of its own? */
  readonly instancePerCall?: boolean;
};

/**
 * Returns what the module of a component exports, in our own form: plugins as `definePlugin` returns them, actors as
 * functions and definitions by name. What is written in no known style comes back unchanged.
 *
 * It is called where the code runs, once, since it makes instances of the author's classes.
 */
export function readModule({ kind, name, instancePerCall = false }: ReadSubject, exported: Exported): Exported {
  if (kind === "actor") return readActorStyle(exported, { instancePerCall });
  if (kind === "service") return withDefault(exported, readService(name, exported));
  if (kind !== "plugin" || isOurs(exported["default"])) return exported;
  return withDefault(exported, readPluginStyle(exported, { instancePerCall }));
}

function withDefault(exported: Exported, read: unknown): Exported {
  return read === undefined ? exported : { default: read };
}

function isOurs(value: unknown): boolean {
  return typeof value === "object" && value !== null && "larder" in value && value.larder === "plugin";
}
