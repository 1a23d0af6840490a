import type { DecidedSetting } from "./decided-setting.ts";
import { isSection, type Json } from "./json-tree.ts";

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
