import type { ActionContext, BaseContext } from "@larder/sdk";

import type { Call, RegisteredAction } from "../actions/action.ts";
import { createValidator } from "../actions/validator.ts";
import type { EffectLedger } from "./effect-ledger.ts";
import type { WrittenAction } from "./package-code.ts";
import type { RunnablePackage, Runtime } from "./runtime.ts";

/** Where an action goes. */
export type ActionPlace = {
  readonly runtime: Runtime;
  readonly pkg: RunnablePackage;
  readonly ledger: EffectLedger;
  /** The context of the code that the action belongs to. */
  readonly context: BaseContext;
};

/** Makes `action` callable until the package is unloaded. Throws when its name is taken, or its limit or a schema of it means nothing. */
export function registerAction({ runtime, pkg, ledger, context }: ActionPlace, action: WrittenAction): void {
  const { kind, owner, operation, definition } = action;
  const name = kind === "method" ? methodAddress(pkg.name, owner, operation) : `${owner}.${operation}`;
  const { input, output, description, timeoutMs = pkg.actionTimeoutMs ?? runtime.limits.actionMs } = definition;
  if (!(timeoutMs >= 0)) {
    throw new TypeError(`the \`timeoutMs\` of \`${name}\` must be a number of milliseconds, or 0 for no limit`);
  }
  const registered: RegisteredAction = {
    kind,
    packageName: pkg.name,
    owner,
    operation,
    name,
    description,
    input,
    output,
    checkInput: input === undefined ? undefined : createValidator(input),
    checkOutput: output === undefined ? undefined : createValidator(output),
    timeoutMs,
    callers: pkg.callers,
    run: (value, call) => definition.handler(value as never, contextOf(context, name, call)),
  };
  ledger.enter({ owner, label: `${kind} ${name}` }, runtime.actions.add(registered));
}

/** Returns the address of an actor's method: `home/notes/actors/board/move`; the scope of a package without one is `local`. */
function methodAddress(packageName: string, actor: string, method: string): string {
  const path = packageName.startsWith("@") ? packageName.slice(1) : `local/${packageName}`;
  return `${path}/actors/${actor}/${method}`;
}

/** A context for one call: everything of the owner's, and who called. Its signal also ends with the call. */
function contextOf(context: BaseContext, action: string, call: Call): ActionContext {
  let signal: AbortSignal | undefined;
  return Object.create(context, {
    caller: { value: call.caller, enumerable: true },
    action: { value: action, enumerable: true },
    signal: { get: () => (signal ??= AbortSignal.any([context.signal, call.signal])), enumerable: true },
  }) as ActionContext;
}
