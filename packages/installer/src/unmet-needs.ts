import {
  type HostManifest,
  type InstalledPackage,
  listUngranted,
  shellGrant,
  packageModeOf,
  type PackageSettings,
} from "@larder/host-directory";
import { variableGrant } from "@larder/host-directory/grants";
import {
  credentialsOf,
  environmentOf,
  type FileTree,
  hasCode,
  inspectPackage,
  isHookScript,
  type PackageInspection,
  variablesReadBy,
} from "@larder/package-contents";
import type { PackageName } from "@larder/package-spec";
import { diskTree } from "@larder/tarball";

import type { UngrantedPackage } from "./consent.ts";

/** An environment variable that a package needs before it can start, and that nobody set. */
export type MissingVariable = { readonly package: PackageName; readonly variable: string };

/** What an operator still has to do before an installed host can start whole. */
export type UnmetNeeds = {
  /** Sorted by package, then by variable. */
  readonly missingEnvironment: readonly MissingVariable[];
  /** Packages with code that would run sandboxed, sorted. */
  readonly needsTrust: readonly PackageName[];
  /** Those of them that ask for what nobody agreed to, and packages whose hooks are scripts that nobody agreed to; sorted. */
  readonly ungranted: readonly UngrantedPackage[];
};

/** What the packages of a host need of whoever starts it. */
export type Needs = Omit<UnmetNeeds, "missingEnvironment"> & {
  /** The environment variables that `larder.yaml` does not set; sorted by package, then by variable. */
  readonly variables: readonly MissingVariable[];
};

/** What needs are read from. */
export type NeedsInput = {
  readonly manifest: HostManifest;
  readonly packages: readonly InstalledPackage[];
};

type InspectedPackage = {
  readonly pkg: InstalledPackage;
  readonly inspection: PackageInspection;
  readonly settings: PackageSettings | undefined;
  readonly isSandboxed: boolean;
  /** Are any of its hooks scripts? */
  readonly hasScripts: boolean;
  /** The variables of the host whose values it gets. */
  readonly variables: readonly string[];
};

/** Reads what the installed packages declare, and returns what of it `larder.yaml` does not settle. No code of them runs. */
export function findNeeds({ manifest, packages }: NeedsInput): Needs {
  const singletons = packages.filter((pkg) => pkg.kind === "singleton");
  const inspected = singletons.map((pkg) => inspectInstalled(pkg, manifest.packages[pkg.name]));
  return {
    variables: inspected.flatMap(({ pkg, inspection, settings }) =>
      listVariables(inspection, settings).map((variable) => ({ package: pkg.name, variable })),
    ),
    needsTrust: inspected.filter(({ isSandboxed }) => isSandboxed).map(({ pkg }) => pkg.name),
    ungranted: inspected.flatMap(listUngrantedOf),
  };
}

function inspectInstalled(pkg: InstalledPackage, settings: PackageSettings | undefined): InspectedPackage {
  const tree = diskTree(pkg.path);
  const inspection = inspectPackage(tree);
  const isSandboxed =
    packageModeOf(pkg, settings, inspection.larder?.mode) === "sandboxed" && hasCode(inspection.components);
  const credentials = credentialsOf(tree, inspection.components);
  return {
    pkg,
    inspection,
    settings,
    isSandboxed,
    hasScripts: hasScriptHooks(inspection, tree),
    variables: variablesReadBy(inspection.larder, credentials, settings?.env),
  };
}

function hasScriptHooks({ larder }: PackageInspection, tree: FileTree): boolean {
  const hasFile = (path: string): boolean => tree.files.some((file) => file.path === path);
  return Object.values(larder?.hooks ?? {}).some((hook) => isHookScript(hook, hasFile));
}

function listUngrantedOf(inspected: InspectedPackage): readonly UngrantedPackage[] {
  const { pkg, inspection, settings, isSandboxed, hasScripts, variables } = inspected;
  const agreed = settings?.grants ?? [];
  const asked = [
    ...(isSandboxed ? [...(inspection.larder?.permissions ?? []), ...variables.map(variableGrant)] : []),
    ...(hasScripts ? [shellGrant] : []),
  ];
  const permissions = listUngranted(asked, agreed);
  if (permissions.length === 0) return [];
  return [{ package: pkg.name, version: pkg.version, permissions, agreedBefore: agreed.length > 0 }];
}

function listVariables({ larder }: PackageInspection, settings: PackageSettings | undefined): readonly string[] {
  if (larder === undefined) return [];
  return environmentOf(larder, settings?.env);
}
