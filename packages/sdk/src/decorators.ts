import type { NoTokens, Tokens } from "./context.ts";
import type { Action, ActionContext, ActionDefinition } from "./define-action.ts";
import { assertNeedNames } from "./need-names.ts";
import type { Schema, Validated } from "./schema.ts";

/*
 * What other systems write as decorators, as functions: each returns a value that stands among the actions of a
 * plugin, on a field of a class, or in a file.
 */

/** Everything about an action but what it does. */
export type ActionFacts<Input, Needs extends Tokens> = Omit<ActionDefinition<Input, never>, "handler"> & {
  readonly needs?: Needs;
};

/** A method, so that a handler may state what its JSON Schema checks. */
type Handler<Input, Context> = { bivariance(input: Validated<Input>, context: Context): unknown }["bivariance"];

/**
 * Returns the action that does `handler`: `action({ access: "user", input, version: "1.2.0" }, handler)`.
 *
 * @throws TypeError when a need has the name of something that every context has.
 */
export function action<Input extends Schema | undefined = undefined, const Needs extends Tokens = NoTokens>(
  facts: ActionFacts<Input, Needs>,
  handler: Handler<Input, ActionContext<Needs>>,
): Action {
  assertNeedNames(facts.needs ?? {});
  return { ...facts, handler, larder: "action", needs: facts.needs ?? {} } as Action;
}

/**
 * Returns `wrapped` with services that must be there before its package starts, under the names that the context
 * gives them: `requireService({ db: Db }, action({ … }, handler))`.
 *
 * @throws TypeError when a need has the name of something that every context has.
 */
export function requireService<const Needs extends Tokens>(
  needs: Needs,
  wrapped: Action | Handler<undefined, ActionContext<Needs>>,
): Action {
  assertNeedNames(needs);
  if (typeof wrapped === "function") return action({ needs }, wrapped);
  return { ...wrapped, needs: { ...wrapped.needs, ...needs } };
}
