import type { ExpectedError } from "@larder/errors";
import type { Component } from "@larder/package-contents";

import type { Effect } from "./effect-ledger.ts";
import type { ActualState, DesiredState } from "./package-states.ts";
import type { RunnablePackage } from "./runtime.ts";

/** How the code of a package runs; `data` has none. */
export type RunMode = "trusted" | "sandboxed" | "data";

/** A package of the host: what runs of it, or the reason why nothing of it may. */
export type SupervisedPackage = {
  readonly name: string;
  readonly version: string;
  /** The packages of the host that must be active before it. */
  readonly requires: readonly string[];
  readonly components: readonly Component[];
  readonly mode: RunMode;
  /** Does the host always run it? Such a package is not stopped, disabled or removed. */
  readonly isRequired?: true;
  /** The same text for the same files, settings and permissions; what has another one is loaded anew. */
  readonly fingerprint?: string;
  /** What its author says of it. */
  readonly about?: { readonly description?: string; readonly author?: string };
} & (
  | { readonly type: "runnable"; readonly pkg: RunnablePackage }
  | { readonly type: "blocked"; readonly reason: ExpectedError }
);

/** What became of one package. */
export type Supervision = {
  readonly desired: DesiredState;
  readonly actual: ActualState;
  /** Why it does not run, or runs in an older version than it was asked to. */
  readonly reason: Error | undefined;
  readonly effects: readonly Effect[];
  /** Milliseconds that loading took. */
  readonly startMs: number | undefined;
  /** Which life of all packages this is, counted from the start of the host; undefined without one. */
  readonly incarnation: number | undefined;
  /** How often it was loaded in the place of a life that ran. */
  readonly reloads: number;
  /** Calls of others that run in it, lives that it has replaced included. */
  readonly running: number;
};
