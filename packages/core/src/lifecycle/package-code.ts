import type { Action, Plugin, Schema, Tokens } from "@larder/sdk";

import type { ActionKind } from "../actions/action.ts";

/** An action as its file or its plugin gives it. */
export type WrittenAction = {
  readonly kind: ActionKind;
  readonly owner: string;
  readonly operation: string;
  readonly definition: Pick<Action, "description" | "timeoutMs" | "output" | "handler"> & {
    readonly input?: Schema | undefined;
  };
  readonly needs: Tokens;
};

/** A plugin and its name. */
export type WrittenPlugin = { readonly name: string; readonly plugin: Plugin };

/** The code of a package, imported and not yet started. */
export type PackageCode = {
  /** In the order in which they start. */
  readonly plugins: readonly WrittenPlugin[];
  /** Functions, links and methods that stand in files of their own. */
  readonly actions: readonly WrittenAction[];
};

/** Reads either form of an action, a function or an object with a handler; `undefined` when it is neither. */
export function toAction(value: unknown): Pick<WrittenAction, "definition" | "needs"> | undefined {
  if (typeof value === "function") return { definition: { handler: value as Action["handler"] }, needs: {} };
  if (typeof value !== "object" || value === null || !("handler" in value) || typeof value.handler !== "function") {
    return undefined;
  }
  return { definition: value as Action, needs: (value as Partial<Action>).needs ?? {} };
}
