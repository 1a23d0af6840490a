import type { Lineage } from "../actions/call-origin.ts";
import { toAuthorError } from "../actions/failure-word.ts";
import type { RunningPackage, Runtime } from "./runtime.ts";

/** What calls stand on that a package makes. */
export type CallGround = {
  readonly runtime: Runtime;
  readonly pkg: RunningPackage;
  /** Throws once the package is unloaded. */
  readonly assertUsable: () => void;
};

/** Calls an action for a package, within what caused the call. Throws failures as authors meet them. */
export async function callAction<Output>(
  { runtime, pkg, assertUsable }: CallGround,
  { action, input, lineage }: { readonly action: string; readonly input: unknown; readonly lineage: Lineage },
): Promise<Output> {
  assertUsable();
  try {
    return (await runtime.dispatcher.call(action, input, { ...lineage, door: "call", package: pkg.calling })) as Output;
  } catch (failure) {
    throw toAuthorError(failure);
  }
}
