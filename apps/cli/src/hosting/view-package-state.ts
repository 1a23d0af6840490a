import type { PackageStatus } from "@larder/core";

import type { Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";

/** Returns what became of a package, and why it does not run. */
export function viewPackageState({ name, version, actual, reason, hint }: PackageStatus, style: Style): string {
  return [
    `${style.name(name)} ${version} is ${actual}`,
    ...(reason === undefined ? [] : [`  ${visible(reason)}`]),
    ...(reason === undefined || hint === undefined ? [] : [`  ${style.good("next:")} ${visible(hint)}`]),
  ].join("\n");
}
