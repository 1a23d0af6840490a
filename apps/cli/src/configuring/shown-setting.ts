import {
  type ConfigurableHost,
  type DecidedSetting,
  formatPath,
  type Json,
  type SettingVariable,
  variablesOfSetting,
} from "@larder/core/configuration";

/** One setting as the command line tells of it: a secret is never among the values. */
export type ShownSetting = {
  /** `smtp.host`. */
  readonly path: string;
  /** Null for none, and for a secret. */
  readonly value: Json;
  readonly isSet: boolean;
  /** Where the value comes from: `file`, `kept`, `environment`, `flags`, `defaults`, …; null for none. */
  readonly source: DecidedSetting["source"] | null;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** False where another setting makes it meaningless. */
  readonly isVisible: boolean;
  /** The variables that it is read from; the first that is set counts. Their values are never among them. */
  readonly variables: readonly SettingVariable[];
  /** What its schema says of it, for whoever makes a form: title, type, choices, bounds. */
  readonly schema: { readonly [keyword: string]: unknown };
};

/** Returns `settings` of the package `name`, in the order of its schema. */
export function showSettings(
  { means }: Pick<ConfigurableHost, "means">,
  name: string,
  settings: readonly DecidedSetting[],
): readonly ShownSetting[] {
  return settings.map(({ path, value, source, isSecret, isRequired, isVisible, schema, variable }) => ({
    path: formatPath(path),
    value: isSecret ? null : (value ?? null),
    isSet: value !== undefined,
    source: source ?? null,
    isSecret,
    isRequired,
    isVisible,
    variables: variablesOfSetting(name, { path, variable }, means.environment),
    schema: isSecret ? withoutExamples(schema) : schema,
  }));
}

/** What an author shows as an example of a secret may be one. */
function withoutExamples(schema: DecidedSetting["schema"]): ShownSetting["schema"] {
  const { default: _default, examples: _examples, const: _const, enum: _enum, ...rest } = schema;
  return rest;
}
