import type { Access, Caller, Schema } from "@larder/sdk";

import type { Lineage } from "./call-origin.ts";
import type { RateLimit } from "./sliding-window.ts";
import type { Trace } from "./trace.ts";
import type { Validator } from "./validator.ts";

/** Which of the four ways of writing an action it is. */
export type ActionKind = "action" | "link" | "function" | "method";

/** One call on its way. */
export type Call = {
  readonly caller: Caller;
  /** Ends when the time is up. */
  readonly signal: AbortSignal;
  readonly trace: Trace;
  /** For the calls that it causes. */
  readonly lineage: Lineage;
};

/** How often an action that failed by a fault is tried, and how long the pauses are. */
export type RetryPolicy = {
  /** All tries together; 1 is no retry. */
  readonly attemptsMax: number;
  /** Before the second try, in milliseconds; each further pause is twice as long, up to a minute. */
  readonly backoffMs: number;
};

/** What holds for every action that says nothing else. */
export const oneTry: RetryPolicy = { attemptsMax: 1, backoffMs: 0 };

/** A limit on how often something is called, and the name under which its calls are counted. */
export type CountedLimit = RateLimit & { readonly target: string };

/** Stands for the package of the actions that the host itself has: no package can be called so. */
export const hostPackage = "@host";

/** An action that can be called. */
export type RegisteredAction = {
  readonly kind: ActionKind;
  readonly packageName: string;
  /** The plugin, the domain or the actor. */
  readonly owner: string;
  /** The name below its owner. */
  readonly operation: string;
  /** `notes.add`; for a method of an actor its address, `home/notes/actors/board/move`. */
  readonly name: string;
  readonly description: string | undefined;
  readonly input: Schema | undefined;
  readonly output: Schema | undefined;
  readonly checkInput: Validator | undefined;
  readonly checkOutput: Validator | undefined;
  /** Who may call it through a door. */
  readonly access: Access;
  /** Milliseconds; 0 is without limit. */
  readonly timeoutMs: number;
  /** All of them must let a call pass. */
  readonly rateLimits: readonly CountedLimit[];
  readonly retry: RetryPolicy;
  /** Names or globs of the packages that may call it; undefined is the package itself and those that require it. */
  readonly callers: readonly string[] | undefined;
  run(input: unknown, call: Call): unknown;
  /** Of one that answers to every name of its owner which no other action has: the same, under the name that is asked for. */
  readonly named?: (operation: string) => RegisteredAction;
  /** What answers under a name that was asked for; it is what counts and what may go. */
  readonly base?: RegisteredAction;
  /** Notes that a call begins, and returns how to note its end: a package that is replaced waits for its calls. */
  begin?(): () => void;
};

/** Returns the name that no other action has: `@home/notes/notes.add`. */
export function fullNameOf(action: RegisteredAction): string {
  return action.kind === "method" ? action.name : `${action.packageName}/${action.name}`;
}

/** The operation of an action that answers to every name of its owner. */
export const anyOperation = "*";
