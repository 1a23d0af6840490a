import { type ConfiguredPackage, type DecidedSetting, formatPath, type Json } from "@larder/core/configuration";

/** One setting as the command line tells of it: a secret is never among the values. */
export type ShownSetting = {
  /** `smtp.host`. */
  readonly path: string;
  /** Null for none, and for a secret. */
  readonly value: Json;
  readonly isSet: boolean;
  /** Where the value comes from: `file`, `kept`, `environment`, `defaults`, …; null for none. */
  readonly source: DecidedSetting["source"] | null;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  /** False where another setting makes it meaningless. */
  readonly isVisible: boolean;
  /** What its schema says of it, for whoever makes a form: title, type, choices, bounds. */
  readonly schema: { readonly [keyword: string]: unknown };
};

/** Returns every setting of a package, in the order of its schema. */
export function showSettings({ settings }: Pick<ConfiguredPackage, "settings">): readonly ShownSetting[] {
  return settings.map(({ path, value, source, isSecret, isRequired, isVisible, schema }) => ({
    path: formatPath(path),
    value: isSecret ? null : (value ?? null),
    isSet: value !== undefined,
    source: source ?? null,
    isSecret,
    isRequired,
    isVisible,
    schema: isSecret ? withoutExamples(schema) : schema,
  }));
}

/** What an author shows as an example of a secret may be one. */
function withoutExamples(schema: DecidedSetting["schema"]): ShownSetting["schema"] {
  const { default: _default, examples: _examples, const: _const, enum: _enum, ...rest } = schema;
  return rest;
}
