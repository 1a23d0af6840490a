import type { Caller, Schema } from "@larder/sdk";

import type { Validator } from "./validator.ts";

/** Which of the four ways of writing an action it is. */
export type ActionKind = "action" | "link" | "function" | "method";

/** One call on its way. */
export type Call = {
  readonly caller: Caller;
  /** Ends when the time is up. */
  readonly signal: AbortSignal;
};

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
  /** Milliseconds; 0 is without limit. */
  readonly timeoutMs: number;
  /** Names or globs of the packages that may call it; undefined is the package itself and those that require it. */
  readonly callers: readonly string[] | undefined;
  run(input: unknown, call: Call): unknown;
  /** Notes that a call begins, and returns how to note its end: a package that is replaced waits for its calls. */
  begin?(): () => void;
};

/** Returns the name that no other action has: `@home/notes/notes.add`. */
export function fullNameOf(action: RegisteredAction): string {
  return action.kind === "method" ? action.name : `${action.packageName}/${action.name}`;
}
