import { type AbbreviatedManifest, isJsonObject, listBundledDependencies } from "@larder/packument";

import { compareText } from "./compare-text.ts";
import type { ResolvedNode } from "./resolution.ts";

/** What a lock says of a package besides where it is and what it leads to. */
export type NodeFacts = Pick<
  ResolvedNode,
  "engines" | "os" | "cpu" | "libc" | "hasBin" | "hasInstallScript" | "bundled" | "deprecated"
>;

/**
 * Returns what an installer compares with the machine, does beyond unpacking, or should say.
 *
 * What does not apply is left out, and so is what is not well formed: old packages have engines as a
 * list, or a platform as a text, and a lock that repeated that could not be read again.
 */
export function readNodeFacts(manifest: AbbreviatedManifest): NodeFacts {
  const { engines, os, cpu, libc, bin, hasInstallScript, deprecated } = manifest;
  const bundled = listBundledDependencies(manifest);
  const isDeprecated = typeof deprecated === "string" && deprecated !== "";
  return {
    ...nonEmpty("engines", textsByName(engines)),
    ...nonEmpty("os", textsOf(os)),
    ...nonEmpty("cpu", textsOf(cpu)),
    ...nonEmpty("libc", textsOf(libc)),
    ...nonEmpty("bundled", bundled),
    ...(bin && Object.keys(bin).length > 0 ? { hasBin: true } : {}),
    ...(hasInstallScript ? { hasInstallScript: true } : {}),
    ...(isDeprecated ? { deprecated } : {}),
  };
}

function nonEmpty<Key extends keyof NodeFacts>(key: Key, value: NonNullable<NodeFacts[Key]> & object): NodeFacts {
  return Object.keys(value).length > 0 ? { [key]: value } : {};
}

function textsByName(value: unknown): { readonly [name: string]: string } {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter((entry): entry is [string, string] => typeof entry[1] === "string")
      .toSorted(([a], [b]) => compareText(a, b)),
  );
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((text) => typeof text === "string");
}
