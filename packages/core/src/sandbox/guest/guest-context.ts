import type { Peer } from "../wire/peer.ts";
import { GuestAbortSignal } from "./abort.ts";

/** What a context says without asking the host. */
export type ContextFacts = {
  readonly package: string;
  readonly version: string;
  readonly host: { readonly apiVersion: string; readonly url: string | null };
  readonly owner: string;
  readonly env: { readonly [name: string]: string };
  readonly config: { readonly [name: string]: unknown };
  /** The names of the services that it offers. */
  readonly needs: readonly string[];
  /** The methods that the host answers, such as `emit`; `setup` gets more of them than an action. */
  readonly methods: readonly string[];
};

/** What a context says besides, while an action runs. */
export type CallFacts = {
  readonly caller: { readonly tenant?: string };
  readonly action: string;
  readonly trace: string;
};

/**
 * The contexts that the host gives to a sandboxed package, by their references: what they say is here, what they do
 * happens in the host.
 */
export type GuestContexts = {
  /** Makes the context `ref`, which stays as long as the sandbox. */
  learn(ref: number, facts: ContextFacts): void;
  /** Returns the context `ref`. Throws a TypeError when it was not told. */
  get(ref: number): object;
  /** Returns a context for one call, which has all that the context `base` has. */
  forCall(ref: number, base: number, facts: CallFacts): object;
};

const logLevels = ["debug", "info", "warn", "error"] as const;

/** Under what a context of a call keeps its own reference. */
const callRef = Symbol("ref");

type CallContext = { [callRef]: number };

/** Returns an empty list of contexts; what is done with one goes over the peer. */
export function createGuestContexts(peer: () => Peer): GuestContexts {
  const known = new Map<number, { readonly context: object; readonly needs: readonly string[] }>();
  /** One is made for every call, and few calls use all of it. */
  const ofCalls: PropertyDescriptorMap & ThisType<CallContext> = {
    call: {
      get() {
        return (...args: readonly unknown[]) => peer().call(this[callRef], "call", args);
      },
      enumerable: true,
    },
    log: {
      get() {
        return keep(this, "log", createLog(peer(), this[callRef]));
      },
      enumerable: true,
      configurable: true,
    },
    signal: {
      get() {
        return keep(this, "signal", createSignal(peer(), this[callRef]));
      },
      enumerable: true,
      configurable: true,
    },
  };

  function find(ref: number): { readonly context: object; readonly needs: readonly string[] } {
    const found = known.get(ref);
    if (found === undefined) throw new TypeError(`There is no context ${ref}`);
    return found;
  }

  return {
    learn: (ref, facts) => void known.set(ref, { context: createContext(peer(), ref, facts), needs: facts.needs }),
    get: (ref) => find(ref).context,
    forCall(ref, base, { caller, action, trace }) {
      const { context: lasting, needs } = find(base);
      const context = Object.create(lasting, ofCalls) as CallContext & { [name: string]: unknown };
      context[callRef] = ref;
      context["caller"] = caller;
      context["action"] = action;
      context["trace"] = trace;
      if (caller.tenant !== undefined) addTenantServices(context, { peer: peer(), base, needs }, caller.tenant);
      return context;
    },
  };
}

function createContext(peer: Peer, ref: number, facts: ContextFacts): object {
  const context: { [name: string]: unknown } = {
    package: facts.package,
    version: facts.version,
    owner: facts.owner,
    host: freeze(facts.host),
    env: facts.env,
    config: freeze(facts.config),
  };
  for (const method of facts.methods) context[method] = (...args: readonly unknown[]) => peer.call(ref, method, args);
  const made: { readonly [name: string]: () => object } = {
    ...Object.fromEntries(facts.needs.map((need) => [need, () => serviceOf(peer, ref, need)])),
    log: () => createLog(peer, ref),
    signal: () => createSignal(peer, ref),
  };
  for (const [name, make] of Object.entries(made)) {
    Object.defineProperty(context, name, {
      enumerable: true,
      configurable: true,
      get: () => keep(context, name, make()),
    });
  }
  return context;
}

/** Makes `value` what `context` says from now on. */
function keep(context: object, name: string, value: object): object {
  Object.defineProperty(context, name, { value, enumerable: true, configurable: true });
  return value;
}

function createLog(peer: Peer, ref: number): object {
  return Object.fromEntries(
    logLevels.map((level) => [
      level,
      (message: unknown, more?: unknown): void => peer.tell(ref, "log", [level, message, more]),
    ]),
  );
}

/** The host tells when it ends; until then nobody waits for the answer. */
function createSignal(peer: Peer, ref: number): GuestAbortSignal {
  const signal = new GuestAbortSignal();
  void peer.call(ref, "signal", []).then(
    (reason) => signal.end(reason),
    () => undefined,
  );
  return signal;
}

/** The services of one tenant stand before those of all: what is done with them may go on after the call. */
function addTenantServices(
  context: object,
  { peer, base, needs }: { readonly peer: Peer; readonly base: number; readonly needs: readonly string[] },
  tenant: string,
): void {
  for (const need of needs) {
    if (need !== "log") keep(context, need, serviceOf(peer, base, need, `:${tenant}`));
  }
}

/** Whatever is called on a service is called in the host, where each call is checked. */
function serviceOf(peer: Peer, ref: number, need: string, suffix = ""): object {
  return new Proxy(Object.create(null) as object, {
    get: (_, member) =>
      typeof member === "symbol" || member === "then"
        ? undefined
        : (...args: readonly unknown[]) => peer.call(ref, `service:${need}:${member}${suffix}`, args),
  });
}

/** As in the host's own process, nobody changes a configuration. */
function freeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value;
  for (const part of Object.values(value)) freeze(part);
  return Object.freeze(value);
}
