import { inspect } from "node:util";

import type { Facts } from "@larder/sdk";

/** Returns a text in which no secret can be read. */
export type Conceal = (text: string) => string;

/** What stands where a secret stood. */
const mark = "[secret]";

/** A shorter one is not found in other texts: it would be found in too many. */
const lengthMin = 4;

/** Returns what hides `secrets`, also as they stand in JSON and in URLs, and line by line. The longest goes first. */
export function concealing(secrets: readonly string[]): Conceal {
  const forms = new Set(secrets.flatMap(formsOf).filter((form) => form.length >= lengthMin));
  if (forms.size === 0) return (text) => text;
  const sorted = [...forms].toSorted((left, right) => right.length - left.length);
  return (text) => sorted.reduce((hidden, form) => hidden.replaceAll(form, mark), text);
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/);
  return [secret, ...lines].flatMap((text) => [text, JSON.stringify(text).slice(1, -1), encode(text)]);
}

/** A text with half of a pair of surrogates has no form in a URL. */
function encode(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text) : text;
}

const depthMax = 8;

/** Returns `facts` in which no secret can be read, whatever they are made of. */
export function concealFacts(facts: Facts, conceal: Conceal): Facts {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, concealValue(value, conceal, 0)]));
}

function concealValue(value: unknown, conceal: Conceal, depth: number): unknown {
  if (typeof value === "string") return conceal(value);
  if (typeof value !== "object" || value === null) return value;
  if (depth < depthMax && Array.isArray(value)) return value.map((item) => concealValue(item, conceal, depth + 1));
  if (depth < depthMax && Object.getPrototypeOf(value) === Object.prototype) {
    const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
    return Object.fromEntries(entries.map(([name, item]) => [name, concealValue(item, conceal, depth + 1)]));
  }
  // What is not looked into stays as it is, unless it shows a secret.
  const text = inspect(value);
  const hidden = conceal(text);
  return hidden === text ? value : hidden;
}
