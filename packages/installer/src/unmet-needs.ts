import type { HostManifest, InstalledPackage, PackageSettings } from "@larder/host-directory";
import { environmentOf, hasCode, inspectPackage, type PackageInspection } from "@larder/package-contents";
import type { PackageName } from "@larder/package-spec";
import { diskTree } from "@larder/tarball";

/** An environment variable that a package needs before it can start, and that nobody set. */
export type MissingVariable = { readonly package: PackageName; readonly variable: string };

/** What an operator still has to do before an installed host can start whole. */
export type UnmetNeeds = {
  /** Sorted by package, then by variable. */
  readonly missingEnvironment: readonly MissingVariable[];
  /** Packages with code that would run sandboxed, sorted. */
  readonly needsTrust: readonly PackageName[];
};

/** What the packages of a host need of whoever starts it. */
export type Needs = {
  /** The environment variables that `larder.yaml` does not set; sorted by package, then by variable. */
  readonly variables: readonly MissingVariable[];
  /** Packages with code that would run sandboxed, sorted. */
  readonly needsTrust: readonly PackageName[];
};

/** What needs are read from. */
export type NeedsInput = {
  readonly manifest: HostManifest;
  readonly packages: readonly InstalledPackage[];
};

/** Reads what the installed packages declare, and returns what of it `larder.yaml` does not settle. No code of them runs. */
export function findNeeds({ manifest, packages }: NeedsInput): Needs {
  const singletons = packages.filter((pkg) => pkg.kind === "singleton");
  const inspected = singletons.map((pkg) => ({
    name: pkg.name,
    inspection: inspectPackage(diskTree(pkg.path)),
    settings: manifest.packages[pkg.name],
  }));
  return {
    variables: inspected.flatMap(({ name, inspection, settings }) =>
      listVariables(inspection, settings).map((variable) => ({ package: name, variable })),
    ),
    needsTrust: inspected
      .filter(
        ({ inspection, settings }) => (settings?.mode ?? "sandboxed") === "sandboxed" && hasCode(inspection.components),
      )
      .map(({ name }) => name),
  };
}

function listVariables({ larder }: PackageInspection, settings: PackageSettings | undefined): readonly string[] {
  if (larder === undefined) return [];
  return environmentOf(larder).filter((variable) => settings?.env[variable] === undefined);
}
