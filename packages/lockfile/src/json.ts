import { compareText } from "@larder/resolver";

/** Returns the value that `json` is; `undefined` when it is none. */
export function parseJson(json: string | undefined): unknown {
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Returns the object that `json` is; `undefined` for anything else. */
export function parseRecord(json: string | undefined): { readonly [key: string]: unknown } | undefined {
  const value = parseJson(json);
  return isRecord(value) ? value : undefined;
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === "string");
}

export function isTextRecord(value: unknown): value is { readonly [key: string]: string } {
  return isRecord(value) && Object.values(value).every((text) => typeof text === "string");
}

/** Returns `value` with its keys sorted, and those of the objects in it. */
export function sortKeys(value: object): object {
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => compareText(a, b))
      .map(([key, field]: [string, unknown]) => [key, isRecord(field) ? sortKeys(field) : field]),
  );
}
