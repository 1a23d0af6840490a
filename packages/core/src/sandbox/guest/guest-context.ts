import type { Peer } from "../wire/peer.ts";
import { GuestAbortSignal } from "./abort.ts";

/** What a context says without asking the host. */
export type ContextFacts = {
  readonly package: string;
  readonly owner: string;
  readonly env: { readonly [name: string]: string };
  readonly config: { readonly [name: string]: unknown };
  /** The names of the services that it offers. */
  readonly needs: readonly string[];
  /** The methods that the host answers, such as `emit`; `setup` gets more of them than an action. */
  readonly methods: readonly string[];
  /** Only while an action runs. */
  readonly call?: { readonly caller: unknown; readonly action: string; readonly trace: string };
};

const logLevels = ["debug", "info", "warn", "error"] as const;

/** Returns the context that a sandboxed package is given: what it says is here, what it does happens in the host. */
export function createGuestContext(peer: Peer, ref: number, facts: ContextFacts): object {
  // One is made for each call, and few calls log anything.
  let made: object | undefined;
  const log = (): object => (made ??= createLog(peer, ref));
  const context: { [name: string]: unknown } = {
    package: facts.package,
    owner: facts.owner,
    env: facts.env,
    config: facts.config,
    get log() {
      return log();
    },
  };
  if (facts.call !== undefined) Object.assign(context, facts.call);
  for (const method of facts.methods) context[method] = (...args: readonly unknown[]) => peer.call(ref, method, args);
  for (const need of facts.needs) {
    Object.defineProperty(context, need, {
      enumerable: true,
      get: () => (need === "log" ? log() : serviceOf(peer, ref, need)),
    });
  }
  let signal: GuestAbortSignal | undefined;
  Object.defineProperty(context, "signal", {
    enumerable: true,
    get() {
      if (signal !== undefined) return signal;
      const watched = new GuestAbortSignal();
      // The host tells when it ends; until then nobody waits for the answer.
      void peer.call(ref, "signal", []).then(
        (reason) => watched.end(reason),
        () => undefined,
      );
      signal = watched;
      return watched;
    },
  });
  return context;
}

function createLog(peer: Peer, ref: number): object {
  return Object.fromEntries(
    logLevels.map((level) => [
      level,
      (message: unknown, more?: unknown): void => peer.tell(ref, "log", [level, message, more]),
    ]),
  );
}

/** Whatever is called on a service is called in the host, where each call is checked. */
function serviceOf(peer: Peer, ref: number, need: string): object {
  return new Proxy(Object.create(null) as object, {
    get: (_, member) =>
      typeof member === "symbol" || member === "then"
        ? undefined
        : (...args: readonly unknown[]) => peer.call(ref, `service:${need}:${member}`, args),
  });
}
