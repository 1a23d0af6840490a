import type { JsonSchema } from "@larder/sdk";

import { isWithin, type Path } from "./json-tree.ts";
import { type Setting, type Settings, unnamedSetting } from "./settings.ts";

/** What a schema says of one place. */
export type SettingAt = Pick<Setting, "isSecret" | "schema"> & {
  /** A secret that stands below: the place cannot be set as one. */
  readonly secretBelow?: Path;
};

/** Returns what `root` says of `path`, where something is to be set. A part of a secret is one itself. */
export function settingAt(root: JsonSchema, { settings, sections }: Settings, path: Path): SettingAt {
  const setting = settings.find((one) => one.path.length === path.length && isWithin(one.path, path));
  if (setting !== undefined) return setting;
  const secret = settings.find((one) => one.isSecret && isWithin(one.path, path));
  if (secret !== undefined) return { isSecret: true, schema: {}, secretBelow: secret.path };
  const above = settings.find((one) => isWithin(path, one.path));
  return above === undefined ? unnamedSetting(root, sections, path) : { isSecret: above.isSecret, schema: {} };
}
