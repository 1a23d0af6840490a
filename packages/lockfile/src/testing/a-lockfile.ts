import { integrityOfSha512, type PackageName, type Version } from "@larder/package-spec";
import type { ResolvedNode } from "@larder/resolver";

import { createLockfile, type Lockfile } from "../lockfile.ts";

/** Returns a package for a test: only what is given is said of it. */
export function aPackage(name: string, version: string, more: Partial<ResolvedNode> = {}): ResolvedNode {
  return {
    id: `${name}@${version}`,
    name: name as PackageName,
    version: version as Version,
    source: { type: "registry", registry: "home" },
    integrity: integrityOfSha512(`${"A".repeat(86)}==`),
    kind: "library",
    edges: [],
    ...more,
  };
}

/** A lockfile with one of everything. */
export const aLockfile: Lockfile = createLockfile({
  coreVersion: "1.0.0" as Version,
  overrides: { inner: "1.0.0", "ui>view": "^3" },
  shared: ["view" as PackageName],
  wants: [
    { alias: "@x/app", wanted: "^1.0.0", to: "@x/app@1.2.0" },
    { alias: "chat", wanted: "npm:ui@^2", to: "ui@2.0.0(view@3.0.0)" },
    { alias: "view", wanted: "latest", to: "view@3.0.0" },
  ],
  capabilities: [{ name: "db", wanted: [">=1.1", "^1"], by: "@x/app@1.2.0" }],
  nodes: [
    aPackage("@x/app", "1.2.0", {
      kind: "singleton",
      edges: [
        { kind: "peer", alias: "@larder/sdk", wanted: "^1.0.0", to: "provided" },
        { kind: "requires", alias: "capability:db", wanted: "^1", to: "@x/app@1.2.0" },
        { kind: "prod", alias: "ui", wanted: "^2", to: "ui@2.0.0(view@3.0.0)" },
      ],
      engines: { larder: "^1.0.0", node: ">=24" },
    }),
    aPackage("ui", "2.0.0", {
      id: "ui@2.0.0(view@3.0.0)",
      edges: [{ kind: "peer", alias: "view", wanted: "^3", to: "view@3.0.0" }],
      hasBin: true,
      hasInstallScript: true,
      os: ["linux", "!win32"],
      cpu: ["x64"],
      libc: ["glibc"],
      bundled: ["inner"],
      deprecated: 'Use "view" → instead\nplease',
      source: { type: "registry", registry: "home", tarballPath: "ui/-/other-name.tgz" },
    }),
    aPackage("view", "3.0.0"),
  ],
});
