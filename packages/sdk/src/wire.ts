/** What structured data may hold besides plain objects and lists. */
type Atom = string | number | boolean | bigint | null | undefined | Date | Uint8Array | ArrayBuffer;

/**
 * `Value`, where all of it is data; a function anywhere in it, also a method of a class, becomes `never`.
 *
 * What crosses between packages and into sandboxes is copied, and only data can be.
 */
export type Wire<Value> = Value extends Atom
  ? Value
  : Value extends (...args: never) => unknown
    ? never
    : Value extends ReadonlyMap<infer Key, infer Item>
      ? ReadonlyMap<Wire<Key>, Wire<Item>>
      : Value extends ReadonlySet<infer Item>
        ? ReadonlySet<Wire<Item>>
        : Value extends object
          ? { [Key in keyof Value]: Wire<Value[Key]> }
          : Value;
