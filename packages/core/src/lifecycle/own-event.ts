import { hostOwners } from "@larder/sdk";

import type { RunnablePackage } from "./runtime.ts";

/** Is `name` an event of a plugin or a domain of `pkg` itself? Its own events need no permission. */
export function isOwnEvent(pkg: RunnablePackage, name: string): boolean {
  const prefix = name.slice(0, Math.max(0, name.indexOf(".")));
  if (hostOwners.has(prefix)) return false;
  return pkg.components.some(({ kind, name: owner }) => (kind === "plugin" || kind === "domain") && owner === prefix);
}
