import type { Fault } from "./check-values.ts";
import type { ConfigurationProblem } from "./configuration-problem.ts";
import type { DecidedSetting } from "./decided-setting.ts";
import type { EnvironmentLayer } from "./environment-layer.ts";
import type { GivenLayer } from "./given-layer.ts";
import { formatPath, type Path } from "./json-tree.ts";

/** What a problem is explained with. */
export type Explanation = {
  readonly packageName: string;
  readonly settings: readonly DecidedSetting[];
  readonly variables: EnvironmentLayer;
  readonly given: GivenLayer;
};

/** Returns `fault` as a person reads it, with the step that mends it where the value came from. */
export function explainFault(
  fault: Fault,
  { packageName, settings, variables, given }: Explanation,
): ConfigurationProblem {
  const path = formatPath(fault.path);
  const setting = settings.find((one) => isSame(one.path, fault.path));
  const variable = variables.variables.findLast((one) => isSame(one.path, fault.path))?.variable;
  const kind = fault.isMissing ? "missing" : "invalid";
  const problem = { packageName, path, reason: fault.reason, kind } as const;
  if (fault.path.length === 0) return { ...problem, fix: `Look at it with \`larder config list ${packageName}\`` };
  if (given.paths.some((one) => isSame(one, fault.path))) {
    return { ...problem, fix: `Mend or remove \`--set ${packageName}.${path}=…\` of \`larder start\`` };
  }
  if (variable !== undefined) return { ...problem, fix: `Mend or remove the variable \`${variable}\`` };
  if (fault.reason === "is no setting of it") {
    return { ...problem, fix: `larder config unset ${packageName} ${path}` };
  }
  const value = setting?.isSecret === true ? "" : " VALUE";
  return { ...problem, fix: `larder config set ${packageName} ${path}${value}` };
}

function isSame(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((key, index) => key === right[index]);
}
