/**
 * Returns `service` with `assertMethod` asked, by the method's name, before every call of one.
 *
 * The guarded service cannot be changed. Methods keep their own `this`, private fields included.
 */
export function guardService(service: object, assertMethod: (method: string) => void): object {
  return new Proxy(service, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property);
      if (typeof value !== "function" || typeof property === "symbol") return value;
      return (...values: readonly unknown[]): unknown => {
        assertMethod(property);
        return Reflect.apply(value, target, values);
      };
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  });
}
