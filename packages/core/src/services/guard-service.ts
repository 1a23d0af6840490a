/**
 * Returns `service` with `assertMember` asked, by its name, before every call of a method and every look
 * at another member.
 *
 * Nothing leads around the question: what is returned has no members and no prototype of the service's
 * own to take them from, and cannot be changed. Methods keep their own `this`, private fields included, and are called
 * within `around`.
 */
export function guardService(
  service: object,
  assertMember: (member: string) => void,
  around: <Result>(call: () => Result) => Result = callOnly,
): object {
  return new Proxy(Object.create(null) as object, {
    get(_, member) {
      const value: unknown = Reflect.get(service, member);
      if (typeof member === "symbol" || value === undefined) return undefined;
      if (typeof value !== "function") {
        assertMember(member);
        return value;
      }
      return (...values: readonly unknown[]): unknown => {
        assertMember(member);
        return around((): unknown => Reflect.apply(value, service, values));
      };
    },
    has: (_, member) => member in service,
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  });
}

function callOnly<Result>(call: () => Result): Result {
  return call();
}
