import type { InstalledPackage } from "./generation.ts";
import type { PackageMode, PackageSettings } from "./host-manifest.ts";

/**
 * Returns how the code of an installed package runs: as the operator says; else a package from his own disk is trusted,
 * unless it asks for a sandbox itself (`wished`), and one from a registry or a repository runs in one, whatever it asks for.
 */
export function packageModeOf(
  { isLocal }: Pick<InstalledPackage, "isLocal">,
  settings: Pick<PackageSettings, "mode"> | undefined,
  wished: PackageMode | undefined,
): PackageMode {
  return settings?.mode ?? (isLocal === true && wished !== "sandboxed" ? "trusted" : "sandboxed");
}
