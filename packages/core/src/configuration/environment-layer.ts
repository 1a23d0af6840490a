import type { JsonSchema } from "@larder/sdk";

import { coerceText } from "./coerce-text.ts";
import { type Environment, readVariable } from "./environment.ts";
import { type JsonObject, leavesOf, mergeTrees, type Path, withValue } from "./json-tree.ts";
import { pathOfVariable, variableOf, variablePrefix } from "./setting-names.ts";
import type { Setting } from "./settings.ts";

/** What variables say of a configuration. */
export type EnvironmentLayer = {
  readonly values: JsonObject;
  /** The variable that each value came from. */
  readonly variables: readonly { readonly path: Path; readonly variable: string }[];
  readonly faults: readonly { readonly path: Path; readonly variable: string; readonly reason: string }[];
};

type Found = { readonly path: Path; readonly variable: string; readonly text: string; readonly schema: JsonSchema };

/**
 * Returns what `environment` says of the configuration of `packageName`: by the variables of `x-env`, and over them
 * by those that begin with the package's own prefix, which may also name what no schema does. `below` is what the
 * layers below say: it spells the keys.
 */
export function environmentLayer(
  packageName: string,
  environment: Environment,
  { settings, below }: { readonly settings: readonly Setting[]; readonly below: JsonObject },
): EnvironmentLayer {
  const named = settings.flatMap((setting) => findNamed(setting, environment));
  const own = findOwn(packageName, environment, { settings, below });
  let values: JsonObject = {};
  const faults: { path: Path; variable: string; reason: string }[] = [];
  for (const { path, variable, text, schema } of [...named, ...own]) {
    const coerced = coerceText(text, schema);
    if ("value" in coerced) values = mergeTrees(values, withValue({}, path, coerced.value));
    else faults.push({ path, variable, reason: coerced.reason });
  }
  return { values, variables: [...named, ...own].map(({ path, variable }) => ({ path, variable })), faults };
}

function findNamed({ path, schema, variable }: Setting, environment: Environment): readonly Found[] {
  const text = variable === undefined ? undefined : readVariable(environment, variable);
  return variable === undefined || text === undefined ? [] : [{ path, variable, text, schema }];
}

function findOwn(
  packageName: string,
  environment: Environment,
  { settings, below }: { readonly settings: readonly Setting[]; readonly below: JsonObject },
): readonly Found[] {
  const prefix = variablePrefix(packageName);
  const bySetting = new Map(settings.map((setting) => [variableOf(packageName, setting.path), setting]));
  const byLeaf = new Map(leavesOf(below).map(([path]) => [variableOf(packageName, path), path]));
  return Object.entries(environment).flatMap(([variable, text]): readonly Found[] => {
    if (text === undefined || !variable.startsWith(prefix)) return [];
    const setting = bySetting.get(variable);
    const path = setting?.path ?? byLeaf.get(variable) ?? pathOfVariable(variable.slice(prefix.length));
    return [{ path, variable, text, schema: setting?.schema ?? {} }];
  });
}
