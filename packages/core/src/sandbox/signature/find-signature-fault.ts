import { posix } from "node:path";

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
  const check = checkPluginSignature({ directory, paths }, { source: sourceOf(components), version, key });
  if (check.outcome === "invalid") return check.reason;
  return check.outcome === "unsigned" && isRequired && mustBeSigned
    ? "it is not signed, and this host requires it"
    : undefined;
}

/** The folder of the code that is run first: its only plugin, or the whole package. */
function sourceOf(components: readonly Component[]): string {
  const plugins = components.filter(({ kind }) => kind === "plugin");
  const [only] = plugins;
  return only === undefined || plugins.length > 1 ? "." : posix.dirname(only.path);
}
