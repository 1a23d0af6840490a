import { hash } from "node:crypto";

import { hostPackage } from "../actions/action.ts";
import type { ActionDescription } from "./describe-action.ts";

/** A part of a name that says the same once its dashes are underscores. */
const plain = /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/;

/**
 * Returns the id of the operation `method` of `action`: letters, digits and underscores, as programs that write clients
 * want it. It follows from the name alone, so it stays the same whatever else a host has; and no other action has it.
 *
 * `@home/my-notes/notes.add` is `post_home__my_notes__notes__add`. What this could not tell from another name, such as
 * `notes.add_all` from `notes.add-all`, has a digest of the name at its end.
 */
export function operationIdOf({ name, package: packageName }: ActionDescription, method: string): string {
  const parts = partsOf(name);
  const words = parts.map((part) => part.replaceAll(/[^A-Za-z0-9]+/g, "_")).join("__");
  // The host's own have a name of three parts, as those of a package without a scope.
  const isPlain = packageName !== hostPackage && parts.every((part) => plain.test(part));
  return isPlain ? `${method}_${words}` : `${method}_${words}_${hash("sha256", name.toWellFormed()).slice(0, 8)}`;
}

/** `@home/notes/notes.add` has four, an actor's method has five: those of different kinds are never the same. */
function partsOf(name: string): readonly string[] {
  const path = name.replace(/^@/, "").split("/");
  const [owner = "", ...operation] = (path.at(-1) ?? "").split(".");
  return operation.length === 0 ? path : [...path.slice(0, -1), owner, operation.join(".")];
}
