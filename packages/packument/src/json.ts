import type { JsonObject } from "./manifest.ts";

/** Is `value` a JSON object: not an array, not null? */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
