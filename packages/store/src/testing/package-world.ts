import { createHash } from "node:crypto";

import { integrityOfSha512, parsePackageName, parseVersion } from "@larder/package-spec";
import type { Edge, NodeId, Resolution, ResolvedNode } from "@larder/resolver";
import { packTarball } from "@larder/tarball";

/** A package of a test: its files, and the packages that it depends on, by alias. */
export type PackageInWorld = {
  readonly files?: { readonly [path: string]: string };
  readonly packageJson?: object;
  /** Alias → id of the target. */
  readonly dependencies?: { readonly [alias: string]: NodeId };
  readonly edges?: readonly Edge[];
  readonly node?: Partial<ResolvedNode>;
};

/** Packages with real archives, and the resolution that wants them. */
export type PackageWorld = {
  readonly resolution: Resolution;
  readonly tarballs: ReadonlyMap<NodeId, Uint8Array>;
  /** Serves the archives in small pieces, and notes which. */
  readonly fetchTarball: (node: ResolvedNode) => AsyncGenerator<Uint8Array>;
  readonly fetched: NodeId[];
};

/** Returns a world of packages by id (`name@version`), of which the first is wanted. */
export async function packageWorld(packages: { readonly [id: NodeId]: PackageInWorld }): Promise<PackageWorld> {
  const tarballs = new Map<NodeId, Uint8Array>();
  for (const [id, pkg] of Object.entries(packages)) tarballs.set(id, await packPackage(id, pkg));
  const fetched: NodeId[] = [];
  const [first = ""] = Object.keys(packages);
  return {
    resolution: {
      coreVersion: parseVersion("1.0.0"),
      wants: [{ alias: nameOf(first), wanted: "*", to: first }],
      nodes: Object.entries(packages).map(([id, pkg]) => nodeOf(id, pkg, tarballs.get(id))),
      capabilities: [],
      overrides: {},
      shared: [],
    },
    tarballs,
    fetched,
    fetchTarball: (node) => {
      fetched.push(node.id);
      return inPieces(tarballs.get(node.id));
    },
  };
}

/** Returns a world of an app and the library that it depends on. */
export async function appWithLibrary(library = "library@1.0.0"): Promise<PackageWorld> {
  return await packageWorld({
    "app@1.0.0": { files: { "index.js": `export { default } from "library";` }, dependencies: { library } },
    [library]: { files: { "index.js": "export default 1;" } },
  });
}

async function packPackage(id: NodeId, { files = {}, packageJson = {} }: PackageInWorld): Promise<Uint8Array> {
  const manifest = { name: nameOf(id), version: versionOf(id), type: "module", exports: "./index.js", ...packageJson };
  return await packTarball([
    { path: "package.json", content: JSON.stringify(manifest) },
    ...Object.entries(files).map(([path, content]) => ({ path, content })),
  ]);
}

function nodeOf(id: NodeId, pkg: PackageInWorld, tarball: Uint8Array | undefined): ResolvedNode {
  const edges = Object.entries(pkg.dependencies ?? {}).map(([alias, to]): Edge => ({
    kind: "prod",
    alias,
    wanted: "*",
    to,
  }));
  return {
    id,
    name: parsePackageName(nameOf(id)),
    version: parseVersion(versionOf(id)),
    source: { type: "registry", registry: "home" },
    integrity: integrityOfSha512(
      createHash("sha512")
        .update(tarball ?? "")
        .digest("base64"),
    ),
    kind: "library",
    edges: [...edges, ...(pkg.edges ?? [])],
    ...pkg.node,
  };
}

async function* inPieces(bytes: Uint8Array = new Uint8Array()): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 100) yield bytes.slice(start, start + 100);
}

/** `@acme/chat@1.0.0(peer@2.0.0)` → `@acme/chat`. */
function nameOf(id: NodeId): string {
  return id.slice(0, id.indexOf("@", 1));
}

function versionOf(id: NodeId): string {
  return id.slice(id.indexOf("@", 1) + 1).replace(/\(.*$/, "");
}
