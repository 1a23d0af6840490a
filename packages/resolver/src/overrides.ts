import type { DependencyMap } from "@larder/packument";

/** Returns what `parent` gets when it asks for `text` under `alias`: an override of the host, or `text`. The one with a parent wins. */
export function applyOverride(overrides: DependencyMap, parent: string, alias: string, text: string): string {
  return overrides[`${parent}>${alias}`] ?? overrides[alias] ?? text;
}
