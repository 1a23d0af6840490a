import type { Json, JsonObject } from "@larder/packument";

import type { Problem } from "../component.ts";
import { hookNames, parseHookName } from "./hook-names.ts";
import { isJsonObject } from "./read-package-json.ts";

/** A `larder` key in the one spelling that is checked, and what was strange about the other. */
export type NormalManifest = { readonly value: Json; readonly problems: readonly Problem[] };

/**
 * Returns `value`, a `larder` key as its author spelled it, as everything after it reads it: hooks under their one
 * name, `envconfiguration` as `envFile`. What is no map is left for the schema to refuse.
 */
export function normaliseManifest(value: Json): NormalManifest {
  if (!isJsonObject(value)) return { value, problems: [] };
  const { hooks, envconfiguration, ...rest } = value;
  const named = hooks === undefined ? { value: {}, problems: [] } : normaliseHooks(hooks);
  return { value: { ...rest, ...envFileOf(envconfiguration), ...named.value }, problems: named.problems };
}

function normaliseHooks(hooks: Json): { readonly value: JsonObject; readonly problems: readonly Problem[] } {
  if (!isJsonObject(hooks)) return { value: { hooks }, problems: [] };
  const named = new Map<string, Json>();
  const problems: Problem[] = [];
  for (const [key, hook] of Object.entries(hooks)) {
    const name = parseHookName(key);
    if (name === undefined) problems.push(unknownHook(key));
    else if (named.has(name)) problems.push(repeatedHook(key, name));
    else named.set(name, hook);
  }
  return { value: { hooks: Object.fromEntries(named) }, problems };
}

/** Other systems deploy packages: their hooks for that are known, and kept as they are. */
const runningHooks = hookNames.filter((name) => !name.endsWith("-deploy"));

function unknownHook(key: string): Problem {
  return {
    severity: "warning",
    path: "package.json",
    message: `\`larder.hooks\` has \`${key.slice(0, 80)}\`, which is no moment of a package's life`,
    hint: `It never runs; there are ${runningHooks.map((name) => `\`${name}\``).join(", ")}`,
  };
}

function repeatedHook(key: string, name: string): Problem {
  return {
    severity: "warning",
    path: "package.json",
    message: `\`larder.hooks\` has \`${key.slice(0, 80)}\`, which is \`${name}\` once more`,
    hint: "It never runs: only the first one does",
  };
}

/** Other systems say `{ inject: true, env_file: ".env" }`, with one underscore more or less, and truth as text. */
function envFileOf(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) return value === undefined ? {} : { envFile: value };
  const { inject = true } = value;
  const file = value["env_file"] ?? value["envfile"] ?? value["envFile"] ?? ".env";
  return /^(true|yes|on|1)$/i.test(JSON.stringify(inject).replaceAll('"', "")) ? { envFile: file } : {};
}
