import type { JsonSchema } from "@larder/sdk";

import { coerceText } from "./coerce-text.ts";
import type { Environment } from "./environment.ts";
import { fillVariables, isReference } from "./fill-variables.ts";
import type { GivenSetting } from "./given-setting.ts";
import { type JsonObject, mergeTrees, type Path, withValue } from "./json-tree.ts";
import { settingAt } from "./setting-at.ts";
import type { Settings } from "./settings.ts";

/** What the command line of a start says of a configuration. */
export type GivenLayer = {
  readonly values: JsonObject;
  /** Every place that it names. */
  readonly paths: readonly Path[];
  readonly faults: readonly { readonly path: Path; readonly reason: string }[];
  /** The variables in its texts that nobody set. */
  readonly missing: readonly { readonly path: Path; readonly variable: string }[];
};

/**
 * Returns what `given` says of the configuration that `rules` describe; of two for one place the later one counts, and sections are merged.
 *
 * A secret is refused: others read a command line. Whoever starts a host is told so at once, but an update may make a
 * secret of what was none.
 */
export function givenLayer(
  given: readonly GivenSetting[],
  environment: Environment,
  { rules, described }: { readonly rules: JsonSchema; readonly described: Settings },
): GivenLayer {
  let values: JsonObject = {};
  const faults: { path: Path; reason: string }[] = [];
  for (const { path, text } of given) {
    const { isSecret, schema } = settingAt(rules, described, path);
    const coerced = isSecret
      ? { reason: secretReason }
      : isReference(text)
        ? { value: text }
        : coerceText(text, schema);
    if ("value" in coerced) values = mergeTrees(values, withValue({}, path, coerced.value));
    else faults.push({ path, reason: coerced.reason });
  }
  const filled = fillVariables(values, environment, described.settings);
  return { values: filled.values, paths: given.map(({ path }) => path), faults, missing: filled.missing };
}

const secretReason = "is a secret, or holds one, and other users of this machine can read a command line";
