import type { UserConfig } from "tsdown";

/** The one way in which a package of this repository is built: `src/` to ESM and types in `dist/`. */
export function libraryBuild(entry: readonly string[]): UserConfig {
  return {
    entry: [...entry],
    format: "esm",
    platform: "node",
    dts: true,
    fixedExtension: false,
    // Nothing of another package is copied into ours: not its code, and not its license.
    deps: { neverBundle: true },
  };
}
