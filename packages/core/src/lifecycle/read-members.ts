/*
 * This file and the `read-…` files that import it run wherever the code of a package runs, so also in a sandbox:
 * they use nothing of Node.
 */

/** What a module exports. */
export type Exported = { readonly [name: string]: unknown };

type Method = (...args: readonly unknown[]) => unknown;

/** An object of an author, whatever it was written as. */
export type Members = {
  /** Returns what stands under `name`, on the object, on its class, or as a static of it. */
  get(name: string): unknown;
  /** Returns the method `name` with its `this`; `undefined` when there is none. */
  method(name: string): Method | undefined;
  /** The names of all methods, the object's own and those of its classes, in the order in which they were written. */
  readonly methodNames: readonly string[];
  /** The values of its own fields. */
  readonly fields: readonly (readonly [name: string, value: unknown])[];
  /** Makes another instance and returns its members; undefined for what is no class. */
  readonly another: (() => Members) | undefined;
};

/** Returns the members of `written`: an object, an instance, or a class, of which one instance is made. `undefined` for anything else. */
export function readMembers(written: unknown): Members | undefined {
  if (isClass(written)) {
    const make = (): Members => ({ ...membersOf(new written(), written), another: make });
    return make();
  }
  if (typeof written === "object" && written !== null) return membersOf(written, written.constructor);
  return undefined;
}

function membersOf(instance: object, statics: object | undefined): Members {
  const get = (name: string): unknown => {
    const own: unknown = name in Object.prototype ? undefined : Reflect.get(instance, name);
    return own ?? (statics === undefined || statics === Object ? undefined : Reflect.get(statics, name));
  };
  return {
    get,
    method(name) {
      const member = name in Object.prototype ? undefined : Reflect.get(instance, name);
      return typeof member === "function" ? (...args) => Reflect.apply(member as Method, instance, args) : undefined;
    },
    methodNames: listMethods(instance),
    fields: Object.entries(instance),
    another: undefined,
  };
}

/** The classes of an instance come first: what they define is its interface. */
function listMethods(instance: object): readonly string[] {
  const layers: object[] = [];
  for (
    let layer: object | null = instance;
    layer !== null && layer !== Object.prototype;
    layer = Object.getPrototypeOf(layer)
  ) {
    layers.unshift(layer);
  }
  const names = layers.flatMap((layer) =>
    Object.entries(Object.getOwnPropertyDescriptors(layer))
      .filter(([name, { value }]) => name !== "constructor" && typeof value === "function" && !isClass(value))
      .map(([name]) => name),
  );
  return [...new Set(names)];
}

type Class = new () => object;

/** Is `value` written as a class? A function that is not is called, and never made an instance of. */
function isClass(value: unknown): value is Class {
  return typeof value === "function" && /^class\b/.test(Function.prototype.toString.call(value));
}
