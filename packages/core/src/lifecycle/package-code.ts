import type { Action, Plugin, Schema, Tokens } from "@larder/sdk";

import type { ActionKind } from "../actions/action.ts";

/** An action as its file or its plugin gives it. */
export type WrittenAction = {
  readonly kind: ActionKind;
  readonly owner: string;
  readonly operation: string;
  readonly definition: Pick<
    Action,
    "description" | "timeoutMs" | "access" | "limits" | "retry" | "output" | "handler"
  > & {
    readonly input?: Schema | undefined;
  };
  readonly needs: Tokens;
};

/** A plugin and its name. */
export type WrittenPlugin = { readonly name: string; readonly plugin: Plugin };

/** The end of where code ran, which nobody asked for. */
export type Breakdown = {
  readonly failure: Error;
  /** False for who only ran in the same place as the code that did it. */
  readonly isOwnFault: boolean;
};

/** What the code of a package may tell while it runs, besides what it was called for. */
export type CodeWatch = {
  /** A line that it wrote to its console. */
  readonly onConsole: (level: string, line: string) => void;
  /** A failure that nobody waited for. */
  readonly onStray: (failure: unknown) => void;
  /** Where it ran is gone. */
  readonly onBroken: (breakdown: Breakdown) => void;
};

/** The code of a package, imported and not yet started. */
export type PackageCode = {
  /** Ends where it runs; nothing for code that runs in the host's own process. */
  readonly close?: () => void;
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
