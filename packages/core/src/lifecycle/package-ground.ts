import type { RegisteredAction } from "../actions/action.ts";
import type { OfferedService } from "../services/service-catalog.ts";
import type { EffectLedger } from "./effect-ledger.ts";
import type { Registrations } from "./registrations.ts";
import type { RunningCalls } from "./running-calls.ts";
import type { RunningPackage, Runtime } from "./runtime.ts";
import { untilRead } from "./until-read.ts";

/** What one life of a package offers, for its own code: others may not meet it yet. */
export type OwnOffers = {
  /** By id. */
  readonly services: Map<string, OfferedService>;
  /** By short name, and by full name. */
  readonly actions: Map<string, RegisteredAction>;
  readonly registrations: Registrations;
};

/** What all code in one life of a package stands on. */
export type PackageGround = {
  readonly runtime: Runtime;
  readonly pkg: RunningPackage;
  readonly ledger: EffectLedger;
  /** The calls of others that run in this life. */
  readonly calls: RunningCalls;
  readonly own: OwnOffers;
  readonly signal: AbortSignal;
  /** Throws once the package is unloaded. */
  readonly assertUsable: () => void;
};

/** Returns what `work` returns, counted among `calls` while it runs. */
export async function counted<Result>(calls: RunningCalls, work: () => Result | Promise<Result>): Promise<Result> {
  const end = calls.begin();
  try {
    return await work();
  } finally {
    end();
  }
}

/** Returns what `answer` returns, counted among `calls` until its body is through; nobody reads one to a `HEAD`. */
export async function countedAnswer(
  calls: RunningCalls,
  { method }: Request,
  answer: () => Response | Promise<Response>,
): Promise<Response> {
  const end = calls.begin();
  try {
    const response = await answer();
    if (method !== "HEAD" && response instanceof Response) return untilRead(response, end);
    end();
    return response;
  } catch (failure) {
    end();
    throw failure;
  }
}

/** Returns what `call` returns, counted among `calls` until that is there; what is no promise is there at once. */
export function countedCall<Result>(calls: RunningCalls, call: () => Result): Result {
  const end = calls.begin();
  try {
    const result = call();
    if (result instanceof Promise) result.then(end, end);
    else end();
    return result;
  } catch (failure) {
    end();
    throw failure;
  }
}
