import type { JsonSchema } from "@larder/sdk";

import { UnboundedWorkError, withinBounds } from "./bounded-work.ts";
import { checkValues, type Fault } from "./check-values.ts";
import type { ConfigurationProblem } from "./configuration-problem.ts";
import type { Environment } from "./environment.ts";
import { environmentLayer } from "./environment-layer.ts";
import type { ConfigurationSource, DecidedSetting } from "./decided-setting.ts";
import { explainFault } from "./explain-fault.ts";
import { fillDefaults } from "./fill-defaults.ts";
import { givenLayer } from "./given-layer.ts";
import type { GivenSetting } from "./given-setting.ts";
import {
  formatPath,
  isSection,
  isWithin,
  leavesOf,
  type JsonObject,
  mergeTrees,
  type Path,
  valueAt,
  withoutValue,
} from "./json-tree.ts";
import { type Condition, listSettings, type Place, type Setting, type Settings, unnamedSetting } from "./settings.ts";
import { fillVariables } from "./fill-variables.ts";

/** What there is to make a configuration of. */
export type ConfigurationLayers = {
  /** What the package's manifest says under keys that nobody knows. */
  readonly manifest?: JsonObject;
  readonly defaults?: JsonObject;
  readonly profile?: JsonObject;
  /** What was made up for it once, and is kept. */
  readonly generated?: JsonObject;
  /** What the operator wrote; `${VARIABLE}` in its texts is the host's variable. */
  readonly file?: JsonObject;
  /** The secrets that the operator told the host. */
  readonly kept?: JsonObject;
  readonly environment?: Environment;
  /** What the command line of this start says. */
  readonly given?: readonly GivenSetting[];
};

/** A configuration, or why it is none. */
export type ConfigurationDecision = {
  readonly values: JsonObject;
  readonly settings: readonly DecidedSetting[];
  /** Empty for a configuration that can be used. */
  readonly problems: readonly ConfigurationProblem[];
};

/** The longest that deciding may take, in milliseconds: nearly every package takes a few. */
const timeoutMs = 2000;

/**
 * Decides the configuration of `packageName`: the layers over each other, checked against `schema`, with its defaults
 * where nothing else stands. Without a schema everything that is said counts. A schema that comes to no end is a problem
 * like any other, and leaves no values.
 */
export function decideConfiguration(
  packageName: string,
  schema: JsonSchema | undefined,
  layers: ConfigurationLayers,
): ConfigurationDecision {
  if (schema === undefined) return decideLayers(packageName, {}, layers);
  try {
    return withinBounds(() => decideLayers(packageName, schema, layers), timeoutMs);
  } catch (error) {
    if (!(error instanceof UnboundedWorkError)) throw error;
    return { values: {}, settings: [], problems: [endless(packageName, error)] };
  }
}

function endless(packageName: string, { message }: UnboundedWorkError): ConfigurationProblem {
  const reason = `cannot be checked: \`larder.config.schema\` of the package ${message}`;
  return { packageName, path: "", kind: "invalid", reason, fix: `larder info ${packageName}` };
}

function decideLayers(packageName: string, rules: JsonSchema, layers: ConfigurationLayers): ConfigurationDecision {
  const described = listSettings(rules);
  const { environment = {} } = layers;
  const file = fillVariables(layers.file ?? {}, environment, described.settings);
  const manifest = knownOnly(rules, layers.manifest ?? {});
  const { defaults = {}, profile = {}, generated = {}, kept = {} } = layers;
  const below = [manifest, defaults, profile, generated, file.values, kept].reduce(mergeTrees);
  const variables = environmentLayer(packageName, environment, { settings: described.settings, below });
  const given = givenLayer(layers.given ?? [], environment, { rules, described });
  const told = [below, variables.values, given.values].reduce(mergeTrees);

  const checked = check(rules, fillDefaults(rules, told));
  const hidden = hiddenPlaces(described, checked.values);
  const values = hidden.reduce<JsonObject>((tree, { path }) => withoutValue(tree, path), checked.values);
  const sources = {
    manifest,
    defaults,
    profile,
    generated,
    file: file.values,
    kept,
    environment: variables.values,
    flags: given.values,
  };
  const unnamed = leavesOf(values)
    .filter(([path]) => !described.settings.some((setting) => isWithin(path, setting.path)))
    .map(([path]) => unnamedSetting(rules, described.sections, path));
  const settings = [...described.settings, ...unnamed].map((setting) =>
    decide(setting, { values, sources, isVisible: !hidden.some(({ path }) => isWithin(setting.path, path)) }),
  );
  const explain = { packageName, settings, variables, given };
  const missing = [...file.missing, ...given.missing];
  const faults = [...variables.faults, ...given.faults];
  return {
    values,
    settings,
    problems: [
      ...missing.map(({ path, variable }) => missingVariable(packageName, path, variable)),
      ...faults.map((fault) => explainFault({ ...fault, isMissing: false }, explain)),
      ...checked.faults
        .filter((fault) => isTold(fault, { hidden, told: [...faults, ...missing] }))
        .map((fault) => explainFault(fault, explain)),
    ],
  };
}

function check(
  schema: JsonSchema,
  values: JsonObject,
): { readonly values: JsonObject; readonly faults: readonly Fault[] } {
  try {
    return checkValues(schema, values);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const reason = `cannot be checked, since \`larder.config.schema\` of the package is invalid: ${error.message}`;
    return { values, faults: [{ path: [], reason, isMissing: false }] };
  }
}

/** A key that only a newer host knows must not make a closed schema refuse its own package. */
function knownOnly(schema: JsonSchema, manifest: JsonObject): JsonObject {
  if (schema["additionalProperties"] !== false) return manifest;
  const properties = isSection(schema["properties"]) ? schema["properties"] : {};
  return Object.fromEntries(Object.entries(manifest).filter(([key]) => Object.hasOwn(properties, key)));
}

function hiddenPlaces({ settings, sections }: Settings, values: JsonObject): readonly Place[] {
  return [...sections, ...settings].filter(({ conditions }) => !conditions.every((one) => holds(one, values)));
}

function holds({ path, values: wanted }: Condition, values: JsonObject): boolean {
  const value = valueAt(values, path);
  return wanted.some((one) => JSON.stringify(one) === JSON.stringify(value));
}

/** A fault of what does not show is none, and one of what a variable says wrongly, or not at all, is told of already. */
function isTold(
  { path }: Fault,
  { hidden, told }: { readonly hidden: readonly Place[]; readonly told: readonly { readonly path: Path }[] },
): boolean {
  if (hidden.some((place) => isWithin(path, place.path))) return false;
  return !told.some((fault) => formatPath(fault.path) === formatPath(path));
}

type Sources = { readonly [source in Exclude<ConfigurationSource, "schema">]: JsonObject };

/** From the highest down. */
const order = ["flags", "environment", "kept", "file", "generated", "profile", "defaults", "manifest"] as const;

function decide(
  setting: Setting,
  {
    values,
    sources,
    isVisible,
  }: { readonly values: JsonObject; readonly sources: Sources; readonly isVisible: boolean },
): DecidedSetting {
  const value = valueAt(values, setting.path);
  const source = order.find((name) => valueAt(sources[name], setting.path) !== undefined) ?? "schema";
  return { ...setting, value, source: value === undefined ? undefined : source, isVisible };
}

function missingVariable(packageName: string, path: Path, variable: string): ConfigurationProblem {
  return {
    packageName,
    path: formatPath(path),
    kind: "variable",
    reason: `is taken from the variable \`${variable}\`, which is not set for this host`,
    fix: `Set \`${variable}\` in the environment of \`larder start\`, or in \`.env\` of the host`,
  };
}
