import type { Access, ActionLimits, Retry } from "./access.ts";
import type { BaseContext, CallContext, Granted, NoTokens, Tokens } from "./context.ts";
import { assertNeedNames } from "./need-names.ts";
import type { Permission } from "./permission.ts";
import type { Schema, UntypedInput, Validated } from "./schema.ts";

/** An action with a description of what it takes and gives. Input that does not fit never reaches the handler. */
export type ActionDefinition<Input, Context> = {
  readonly description?: string;
  readonly input?: Input;
  readonly output?: Schema;
  /** Ends the call after so many milliseconds; 0 never does. The host's default when left out. */
  readonly timeoutMs?: number;
  /** Who may call it through a door of a host with accounts. The host's default when left out. */
  readonly access?: Access;
  readonly limits?: ActionLimits;
  readonly retry?: Retry;
  /** Of the contract that `input` and `output` are, for those who read it: `1.2.0`. Changes nothing. */
  readonly version?: string;
  /** The fields of the input that callers should leave. Those who read the contract see them; they are still taken. */
  readonly deprecatedFields?: readonly string[];
  handler(input: Validated<Input>, context: Context): unknown;
};

/** The short form: a function that takes whatever object it is given. */
export type ActionFunction<Context> = {
  bivariance(input: UntypedInput, context: Context): unknown;
}["bivariance"];

/** What the code of a domain function, a link or an actor's method is given. */
export type ActionContext<Needs extends Tokens = Tokens> = BaseContext &
  CallContext &
  Granted<Needs, readonly Permission[]>;

/** A function of a domain, a link or a method of an actor, as its file exports it. */
export type Action = ActionDefinition<Schema, ActionContext> & { readonly larder: "action"; readonly needs: Tokens };

/**
 * Returns the action that a file in `domains/<d>/functions/`, `plugins/<p>/links/` or `actors/` exports.
 *
 * `needs` works as in `definePlugin`; what it may reach stands in package.json.
 *
 * @throws TypeError when a need has the name of something that every context has.
 */
export function defineAction<Input extends Schema, const Needs extends Tokens = NoTokens>(
  definition: ActionDefinition<Input, ActionContext<Needs>> & { readonly needs?: Needs },
): Action {
  assertNeedNames(definition.needs ?? {});
  return { ...definition, larder: "action", needs: definition.needs ?? {} };
}
