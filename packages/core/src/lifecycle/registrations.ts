import { ExpectedError } from "@larder/errors";

/** What code of a package registers. */
export type Registered = "actions" | "listeners" | "services" | "timers" | "effects" | "access rules";

/** Far more than anybody writes: what comes to so many is registered again and again by accident. */
const mostOf: { readonly [kind in Registered]: number } = {
  actions: 2000,
  listeners: 1000,
  services: 100,
  timers: 1000,
  effects: 1000,
  "access rules": 1000,
};

const fixes: { readonly [kind in Registered]: string } = {
  actions: "Let one action answer to several names with `handle`, or divide the package",
  listeners: "Listen once, in `setup`: a pattern such as `notes.*` hears many events",
  services: "Put the methods of several services into one",
  timers: "Start a timer once, in `setup`, and let it see to several things",
  effects: "Begin effects in `setup`, not in what is called again and again",
  "access rules": "Let one rule stand for many paths: `/admin/*`",
};

/** What one life of a package has registered. */
export type Registrations = {
  /**
   * Counts one more, and returns how it is counted no longer, for one that ends before its package does; again is harmless.
   * Throws {@link RegistrationsFullError}.
   */
  add(kind: Registered): () => void;
  /** Throws what `add` threw before, if it did: code in a sandbox goes on without waiting for what it registers. */
  assertComplete(): void;
};

/** Returns the registrations of a life of `packageName`: none yet. */
export function createRegistrations(packageName: string): Registrations {
  const counts = new Map<Registered, number>();
  let refusal: RegistrationsFullError | undefined;
  const change = (kind: Registered, by: number): void => void counts.set(kind, (counts.get(kind) ?? 0) + by);
  return {
    add(kind) {
      if ((counts.get(kind) ?? 0) >= mostOf[kind]) throw (refusal = new RegistrationsFullError(packageName, kind));
      change(kind, 1);
      let isCounted = true;
      return () => {
        if (isCounted) change(kind, -1);
        isCounted = false;
      };
    },
    assertComplete() {
      if (refusal !== undefined) throw refusal;
    },
  };
}

/** A package registers more than one may. */
export class RegistrationsFullError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly packageName: string;
  readonly kind: Registered;
  readonly countMax: number;

  constructor(packageName: string, kind: Registered) {
    super(`\`${packageName}\` has ${mostOf[kind]} ${kind}, which is the most`, { hint: fixes[kind] });
    this.packageName = packageName;
    this.kind = kind;
    this.countMax = mostOf[kind];
  }
}
