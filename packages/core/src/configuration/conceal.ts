import { isSection, type Json } from "./json-tree.ts";
import type { DecidedSetting } from "./decided-setting.ts";

/** Returns a text in which no secret can be read. */
export type Conceal = (text: string) => string;

/** What stands where a secret stood. */
const mark = "[secret]";

/** A shorter one is not found in other texts: it would be found in too many. */
const lengthMin = 4;

/** Returns the texts of all secrets among `settings`, those within sections and lists too. */
export function secretsOf(settings: readonly DecidedSetting[]): readonly string[] {
  return settings.flatMap(({ isSecret, value }) => (isSecret && value !== undefined ? textsOf(value) : []));
}

function textsOf(value: Json): readonly string[] {
  if (value === null || typeof value === "boolean") return [];
  if (typeof value === "number") return [String(value)];
  if (typeof value === "string") return [value];
  return (Array.isArray(value) ? value : isSection(value) ? Object.values(value) : []).flatMap(textsOf);
}

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
