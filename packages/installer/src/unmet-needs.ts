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

/** What needs are weighed against. */
export type NeedsInput = {
  readonly manifest: HostManifest;
  readonly packages: readonly InstalledPackage[];
  /** The variables that are set. */
  readonly environment: { readonly [variable: string]: string | undefined };
};

/** Reads what the installed packages declare, and returns what of it the host does not meet yet. No code of them runs. */
export function findUnmetNeeds({ manifest, packages, environment }: NeedsInput): UnmetNeeds {
  const singletons = packages.filter((pkg) => pkg.kind === "singleton");
  const inspected = singletons.map((pkg) => ({
    name: pkg.name,
    inspection: inspectPackage(diskTree(pkg.path)),
    settings: manifest.packages[pkg.name],
  }));
  return {
    missingEnvironment: inspected.flatMap(({ name, inspection, settings }) =>
      listMissing(inspection, settings, environment).map((variable) => ({ package: name, variable })),
    ),
    needsTrust: inspected
      .filter(
        ({ inspection, settings }) => (settings?.mode ?? "sandboxed") === "sandboxed" && hasCode(inspection.components),
      )
      .map(({ name }) => name),
  };
}

function listMissing(
  { larder }: PackageInspection,
  settings: PackageSettings | undefined,
  environment: NeedsInput["environment"],
): readonly string[] {
  if (larder === undefined) return [];
  return environmentOf(larder).filter(
    (variable) => environment[variable] === undefined && settings?.env[variable] === undefined,
  );
}
