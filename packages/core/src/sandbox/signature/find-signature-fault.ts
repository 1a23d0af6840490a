import { existsSync } from "node:fs";
import { join, posix } from "node:path";

import type { Component } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { checkPluginSignature } from "./plugin-signature.ts";
import type { SignaturePolicy } from "./signature-policy.ts";

/** What is looked at before any of it runs. */
export type SignedPackage = {
  readonly directory: string;
  readonly version: string;
  readonly components: readonly Component[];
  /** Is its code trusted, and not the operator's own folder? */
  readonly mustBeSigned: boolean;
};

/** Returns why `policy` forbids the package; undefined when it does not. */
export function findSignatureFault(
  { directory, version, components, mustBeSigned }: SignedPackage,
  { key, isRequired }: SignaturePolicy,
): string | undefined {
  if (key === undefined)
    return isRequired && mustBeSigned ? "signatures are required, and this host has no key for them" : undefined;
  const paths = diskTree(directory).files.map(({ path }) => path);
  const check = checkPluginSignature({ directory, paths }, { source: sourceOf(components, paths), version, key });
  if (check.outcome === "invalid") return check.reason;
  if (!isRequired || !mustBeSigned) return undefined;
  if (check.outcome === "unsigned") return "it is not signed, and this host requires it";
  const isBundled = existsSync(join(directory, "node_modules"));
  return isBundled ? "it brings `node_modules` of its own, which no signature is about" : undefined;
}

/** What may run, or be imported by what runs. */
const code = /\.(?:[cm]?[jt]sx?|wasm|node)$/;

/** The folder of the code that is run first, its only plugin; the whole package where code stands outside of that. */
function sourceOf(components: readonly Component[], paths: readonly string[]): string {
  const plugins = components.filter(({ kind }) => kind === "plugin");
  const [only] = plugins;
  if (only === undefined || plugins.length > 1) return ".";
  const folder = posix.dirname(only.path);
  return paths.every((path) => !code.test(path) || path.startsWith(`${folder}/`)) ? folder : ".";
}
