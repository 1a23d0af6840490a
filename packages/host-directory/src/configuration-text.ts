import { type Document, isMap, LineCounter, parseDocument, YAMLMap } from "yaml";

import { HostError } from "./host-error.ts";
import { plainValueOf } from "./plain-value.ts";
import { asLines, deleteBelow, setBelow } from "./yaml-maps.ts";

/** The configuration of a package as an operator writes it. Plain data. */
export type WrittenConfiguration = { readonly [key: string]: unknown };

/** One setting that changes: its path, and its value; undefined takes it away. */
export type ConfigurationEdit = { readonly path: readonly string[]; readonly value: unknown };

/** Returns what `text` configures; nothing for an empty one. `place` names the file. Throws {@link HostError} with the line. */
export function parseConfiguration(text: string, place: string): WrittenConfiguration {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    throw new HostError(`${place}:${lines.linePos(error.pos[0]).line}`, `is not YAML: ${error.message}`);
  }
  const value = plainValueOf(() => document.toJS({ maxAliasCount: 100 }) as unknown, place);
  if (value === null || value === undefined) return {};
  if (typeof value === "object" && !Array.isArray(value)) return value as WrittenConfiguration;
  throw new HostError(place, "is not a map of settings", "Write one line a setting, such as `debug: true`");
}

/** Returns `text` with `edit` made; order and comments of everything else stay. Throws {@link HostError} when `text` is no configuration. */
export function editConfigurationText(text: string, place: string, { path, value }: ConfigurationEdit): string {
  parseConfiguration(text, place);
  const document: Document = parseDocument(text);
  const root = isMap(document.contents) ? asLines(document.contents) : new YAMLMap();
  document.contents = root;
  if (value === undefined) deleteBelow(document, root, path);
  else setBelow(document, root, path, value);
  const edited = document.toString({ lineWidth: 0 });
  parseConfiguration(edited, place);
  return edited;
}
