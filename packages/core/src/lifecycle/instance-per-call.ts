import type { Members } from "./read-members.ts";

/** Actions as they were written: functions, or objects with a handler. */
type Written = { readonly [name: string]: unknown };

/**
 * Returns the actions that `read` finds in `members` so that each call of one runs in an instance of its own: what an
 * instance keeps in itself is gone with the call. Where `members` are of no class there is nothing to make anew.
 *
 * Variables of a module stay, as they do for all code: whoever wants nothing to stay keeps it in the instance.
 */
export function instancePerCall(members: Members, read: (members: Members) => Written): Written {
  const { another } = members;
  const written = read(members);
  if (another === undefined) return written;
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => {
      const run = (...args: readonly unknown[]): unknown => call(read(another())[name], args);
      return [name, isDefinition(value) ? { ...value, handler: run } : typeof value === "function" ? run : value];
    }),
  );
}

type Definition = { readonly handler: (...args: readonly unknown[]) => unknown };

function isDefinition(value: unknown): value is Definition {
  return typeof value === "object" && value !== null && "handler" in value && typeof value.handler === "function";
}

function call(value: unknown, args: readonly unknown[]): unknown {
  if (isDefinition(value)) return value.handler(...args);
  if (typeof value === "function") return (value as Definition["handler"])(...args);
  throw new TypeError("Another instance of the class has no such action");
}
