import type { Configuration, Schema } from "@larder/sdk";

import { createValidator } from "../actions/validator.ts";
import type { RunningPackage } from "./runtime.ts";

/**
 * Returns `pkg` with its configuration as the `config` of one of its plugins gives it back: defaults filled, types
 * as the plugin's code expects them. Throws a TypeError that names what does not fit.
 */
export async function withConfiguration(pkg: RunningPackage, schema: Schema | undefined): Promise<RunningPackage> {
  if (schema === undefined) return pkg;
  const validation = await createValidator(schema)(structuredClone(pkg.config ?? {}));
  if (!validation.valid) {
    const reasons = validation.problems.map(({ path, message }) => `\`${path === "" ? "/" : path}\` ${message}`);
    throw new TypeError(`its configuration is invalid: ${reasons.join(", ")}`);
  }
  return { ...pkg, config: freezeAll(validation.value) as Configuration };
}

/** Freezes `value` and everything in it; a validator gives back a copy, so it is nobody else's. */
function freezeAll(value: unknown): unknown {
  // Bytes cannot be frozen.
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) freezeAll(part);
  return Object.freeze(value);
}
