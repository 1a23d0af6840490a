import type { ActionContext, BaseContext } from "@larder/sdk";

import type { Call } from "../actions/action.ts";
import { formatTraceparent } from "../actions/trace.ts";
import { callAction } from "./call-action.ts";
import type { PackageGround } from "./package-ground.ts";

/** Where the calls of actions run. */
export type CallPlace = PackageGround & { readonly context: BaseContext };

const base = Symbol("base");
const named = Symbol("action");
const ofCall = Symbol("call");
const ownSignal = Symbol("signal");
const ownLog = Symbol("log");

/** Returns the context of one call of the action of a name. */
export type MakeContext = (action: string, call: Call) => ActionContext;

/**
 * Returns what makes the contexts of calls: everything of the owner's, who called, and the call's trace. The signal
 * also ends with the call.
 *
 * All of them share one prototype: an object that gets getters of its own takes longer to make than most actions run.
 */
export function actionContexts(place: CallPlace): MakeContext {
  const { context, runtime } = place;

  class Own {
    readonly [named]: string;
    readonly [ofCall]: Call;
    [ownSignal]: AbortSignal | undefined;
    [ownLog]: BaseContext["log"] | undefined;

    constructor(action: string, call: Call) {
      this[named] = action;
      this[ofCall] = call;
    }

    get [base](): BaseContext {
      return context;
    }

    get caller(): ActionContext["caller"] {
      return this[ofCall].caller;
    }

    get action(): string {
      return this[named];
    }

    get trace(): string {
      return formatTraceparent(this[ofCall].trace);
    }

    get signal(): AbortSignal {
      return (this[ownSignal] ??= AbortSignal.any([context.signal, this[ofCall].signal]));
    }

    get log(): BaseContext["log"] {
      const { traceId } = this[ofCall].trace;
      return (this[ownLog] ??= runtime.log.logOf({
        package: context.package,
        owner: context.owner,
        trace: traceId,
        isAuthored: true,
      }));
    }

    get call(): (called: string, input?: unknown) => Promise<unknown> {
      const { lineage } = this[ofCall];
      return (called, input) => callAction(place, { action: called, input, lineage });
    }
  }
  Object.setPrototypeOf(Own.prototype, context);
  return (action, call) => new Own(action, call) as object as ActionContext;
}

/** Returns the context that the one of a call is made from. */
export function baseOf(context: object): BaseContext {
  return (context as { readonly [base]: BaseContext })[base];
}
