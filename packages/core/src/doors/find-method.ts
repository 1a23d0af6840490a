import { fullNameOf, type RegisteredAction } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import { AmbiguousActionError } from "../actions/action-errors.ts";
import { DoorError } from "./door-error.ts";

/** Where a method is: `/<scope>/<package>/actors/<actor>/<method>`. */
export type MethodAddress = {
  readonly scope: string;
  readonly package: string;
  readonly actor: string;
  readonly method: string;
};

/** Returns the method at `address`. Throws {@link DoorError}: an actor that nobody knows is not found, a method that its actor does not have is a bad request. */
export function getMethod(catalog: ActionCatalog, address: MethodAddress): RegisteredAction {
  const prefix = `${address.scope.replace(/^@/, "")}/${address.package}/actors/`;
  const found = catalog.find(`${prefix}${address.actor}/${address.method}`);
  if (found !== undefined) return found;
  const methods = methodsOf(catalog, prefix);
  const own = methods.filter(({ owner }) => owner === address.actor);
  if (own.length > 0) throw unknownMethod(address.actor, address.method, own);
  throw unknownActor(
    `\`${address.scope}/${address.package}\` has no actor \`${address.actor}\``,
    methods,
    "No started package of that name has actors",
  );
}

/**
 * Returns the method that a short name means: `actor`, or `author.package.actor`. Throws {@link DoorError} like
 * {@link getMethod}, and {@link AmbiguousActionError} where several packages have an actor of the name.
 */
export function getMethodByName(catalog: ActionCatalog, name: string, method: string): RegisteredAction {
  const [actor = "", pkg, scope, ...more] = name.split(".").toReversed();
  if (pkg !== undefined && more.length === 0) {
    return getMethod(catalog, { scope: scope ?? "local", package: pkg, actor, method });
  }
  const methods = methodsOf(catalog, "");
  const own = methods.filter(({ owner }) => owner === name);
  if (own.length === 0) throw unknownActor(`There is no actor \`${name}\``, methods, "No started package has actors");
  const [found, ...others] = own.filter(({ operation }) => operation === method);
  if (found === undefined) throw unknownMethod(name, method, own);
  if (others.length > 0) throw new AmbiguousActionError(`${name}.${method}`, [found, ...others].map(fullNameOf));
  return found;
}

function methodsOf(catalog: ActionCatalog, prefix: string): readonly RegisteredAction[] {
  return catalog.list().filter(({ kind, name }) => kind === "method" && name.startsWith(prefix));
}

function unknownMethod(actor: string, method: string, own: readonly RegisteredAction[]): DoorError {
  return new DoorError(
    "EBADREQUEST",
    `The actor \`${actor}\` has no method \`${method}\``,
    `It has ${listOf(own.map(({ operation }) => operation))}`,
  );
}

function unknownActor(sentence: string, methods: readonly RegisteredAction[], none: string): DoorError {
  const actors = methods.map(({ owner }) => owner);
  return new DoorError("E404", sentence, actors.length === 0 ? none : `It has ${listOf(actors)}`);
}

function listOf(names: readonly string[]): string {
  return [...new Set(names)].map((name) => `\`${name}\``).join(", ");
}
