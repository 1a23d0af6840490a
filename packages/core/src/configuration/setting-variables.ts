import type { DecidedSetting } from "./decided-setting.ts";
import { type Environment, readVariable } from "./environment.ts";
import { variableOf } from "./setting-names.ts";

/** A variable of the host that says what a setting is, and whether anybody set it. Its value is nobody's business. */
export type SettingVariable = { readonly name: string; readonly isSet: boolean };

/** Returns the variables that `setting` of `packageName` is read from; the first of them that is set counts. */
export function variablesOfSetting(
  packageName: string,
  { path, variable }: Pick<DecidedSetting, "path" | "variable">,
  environment: Environment,
): readonly SettingVariable[] {
  const names = [variableOf(packageName, path), ...(variable === undefined ? [] : [variable])];
  return names.map((name) => ({ name, isSet: readVariable(environment, name) !== undefined }));
}
