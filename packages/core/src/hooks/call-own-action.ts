import { ExpectedError } from "@larder/errors";

import { fullNameOf } from "../actions/action.ts";
import type { ActionCatalog } from "../actions/action-catalog.ts";
import type { Dispatcher } from "../actions/dispatcher.ts";

/** Calls an action of a package by its name there, `mailer.warmUp`, or of an actor of it, `board.move`. */
export type CallOwnAction = (packageName: string, action: string, input: unknown) => Promise<unknown>;

/** Returns what calls the actions of packages for their own hooks: no other package is ever called so. */
export function callOwnAction(catalog: ActionCatalog, dispatcher: Dispatcher): CallOwnAction {
  return async (packageName, action, input) => {
    const found = catalog
      .list()
      .find(
        ({ packageName: of, name, owner, operation }) =>
          of === packageName && (name === action || `${owner}.${operation}` === action),
      );
    if (found === undefined) throw new NoOwnActionError(packageName, action);
    return await dispatcher.call(fullNameOf(found), input, { door: "call" });
  };
}

/** A hook names an action that its package does not have, or not yet. */
class NoOwnActionError extends ExpectedError {
  readonly code = "EACTION";
  readonly packageName: string;
  readonly action: string;

  constructor(packageName: string, action: string) {
    super(`\`${packageName}\` has no action \`${action}\` at that moment: actions are there while their package runs`, {
      hint: "Use a script, or a hook from `post-start` on",
    });
    this.packageName = packageName;
    this.action = action;
  }
}
