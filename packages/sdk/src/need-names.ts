import type { CallContext, EffectContext, Tokens } from "./context.ts";

/** What every context has. */
const reservedNames: ReadonlySet<string> = new Set<keyof EffectContext | keyof CallContext>([
  "package",
  "version",
  "owner",
  "host",
  "env",
  "config",
  "log",
  "signal",
  "readText",
  "call",
  "emit",
  "effect",
  "on",
  "provide",
  "every",
  "route",
  "caller",
  "action",
  "trace",
]);

/** Throws a TypeError when one of `needs` would hide what every context has; `log` may be asked for, and is the same. */
export function assertNeedNames(needs: Tokens): void {
  for (const [name, token] of Object.entries(needs)) {
    const isTheLog = name === "log" && token.id === "log";
    if (reservedNames.has(name) && !isTheLog) {
      throw new TypeError(`A need cannot be called \`${name}\`: every context has that already`);
    }
  }
}
