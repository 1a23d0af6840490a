/* What configures the packages of a host that need not run; the core itself imports the files. */
export {
  type ChangedSetting,
  isSecretPlace,
  RefusedSettingError,
  setSetting,
  type SettingPlace,
  unsetSetting,
} from "./change-setting.ts";
export { type ConfigurableHost, NotInstalledError, openConfigurableHost } from "./configurable-packages.ts";
export type { ConfigurationProblem } from "./configuration-problem.ts";
export type { ConfiguredPackage } from "./configure-package.ts";
export type { ConfigurationSource, DecidedSetting } from "./decided-setting.ts";
export type { GivenSetting } from "./given-setting.ts";
export { type SettingVariable, variablesOfSetting } from "./setting-variables.ts";
export {
  formatPath,
  isSection,
  type Json,
  type JsonObject,
  parsePath,
  type Path,
  valueAt,
  withValue,
} from "./json-tree.ts";
