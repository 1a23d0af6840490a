import { type AbbreviatedManifest, listBundledDependencies } from "@larder/packument";

import { compareText } from "../compare-text.ts";
import type { EdgeKind } from "../resolution.ts";

/** One entry of a package's dependencies. */
export type DependencyEntry = { readonly alias: string; readonly wanted: string; readonly kind: EdgeKind };

/** An entry, with the place where it is written when that is in the host. */
export type RequestedEntry = DependencyEntry & { readonly declaredIn?: string | undefined };

/** Lists what `manifest` depends on, by name, without what its archive bundles. An optional entry wins over a plain one, as in npm. */
export function listDependencies(manifest: AbbreviatedManifest): DependencyEntry[] {
  const { dependencies, optionalDependencies } = manifest;
  const bundled = new Set(listBundledDependencies(manifest));
  const kinds = new Map<string, DependencyEntry>();
  for (const [alias, wanted] of Object.entries(dependencies ?? {})) kinds.set(alias, { alias, wanted, kind: "prod" });
  for (const [alias, wanted] of Object.entries(optionalDependencies ?? {})) {
    kinds.set(alias, { alias, wanted, kind: "optional" });
  }
  return [...kinds.values()]
    .filter(({ alias }) => !bundled.has(alias))
    .toSorted((a, b) => compareText(a.alias, b.alias));
}
