import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { type Generation, generationIndexName, hostPaths } from "@larder/host-directory";

/** A package as a test writes it. */
export type PackageOnDisk = {
  readonly name: string;
  readonly version?: string;
  /** The `larder` key. */
  readonly larder?: { readonly [field: string]: unknown };
  /** Path → text; package.json is made from the rest, unless it stands here. */
  readonly files: { readonly [path: string]: string };
  /** The packages of the host that it requires. */
  readonly requires?: readonly string[];
  readonly mode?: "trusted" | "sandboxed";
  /** Did it come from the operator's own disk? */
  readonly isLocal?: true;
  readonly env?: { readonly [name: string]: string };
  /** What the operator writes in larder.yaml. */
  readonly config?: { readonly [setting: string]: unknown } | string;
  readonly grants?: readonly { readonly resource: string; readonly actions: readonly string[] }[];
};

/** A host on disk, removed when the test is done with it. */
export type HostOnDisk = AsyncDisposable & { readonly directory: string };

/**
 * Lays out a host with `packages` installed, as one generation, in a directory of its own.
 *
 * It writes what the installer leaves behind: instances outside the host, an index, the link to the current generation.
 */
export async function layHost(packages: readonly PackageOnDisk[]): Promise<HostOnDisk> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "larder-host-")));
  const paths = hostPaths(join(root, "host"));
  const generation = join(paths.generations, "1");
  await mkdir(generation, { recursive: true });
  await writeFile(paths.manifest, manifestOf(packages));
  for (const pkg of packages) await layPackage(instanceOf(root, pkg), pkg);
  await writeFile(join(generation, generationIndexName), JSON.stringify(indexOf(root, packages)));
  await symlink(join("generations", "1"), paths.current);
  return { directory: paths.directory, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}

/** Writes the files of `pkg` into `directory`. */
export async function layPackage(directory: string, pkg: PackageOnDisk): Promise<void> {
  const larder = { ...pkg.larder, ...requiresKey(pkg) };
  const packageJson = { name: pkg.name, version: versionOf(pkg), type: "module", larder };
  for (const [path, text] of Object.entries({ "package.json": JSON.stringify(packageJson), ...pkg.files })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  }
}

function requiresKey(pkg: PackageOnDisk): object {
  return pkg.requires === undefined
    ? {}
    : { requires: Object.fromEntries(pkg.requires.map((name) => [name, "^1.0.0"])) };
}

function instanceOf(root: string, pkg: PackageOnDisk): string {
  return join(root, "store", pkg.name.replace("/", "+"), "node_modules", pkg.name);
}

function versionOf(pkg: PackageOnDisk): string {
  return pkg.version ?? "1.0.0";
}

/** JSON is YAML. */
function manifestOf(packages: readonly PackageOnDisk[]): string {
  const decided = packages.filter(({ mode, env, config, grants }) => mode ?? env ?? config ?? grants);
  return JSON.stringify({
    registries: { home: "http://127.0.0.1:5273" },
    wants: Object.fromEntries(packages.map(({ name }) => [name, "^1.0.0"])),
    packages: Object.fromEntries(
      decided.map(({ name, mode, env, config, grants }) => [
        name,
        { ...(mode && { mode }), ...(env && { env }), ...(config && { config }), ...(grants && { grants }) },
      ]),
    ),
  });
}

function indexOf(root: string, packages: readonly PackageOnDisk[]): Generation {
  const nodeOf = (pkg: PackageOnDisk): string => `${pkg.name}@${versionOf(pkg)}`;
  const installed = packages.map((pkg) => ({
    name: pkg.name,
    version: versionOf(pkg),
    node: nodeOf(pkg),
    kind: "singleton" as const,
    path: instanceOf(root, pkg),
    wantedAs: [pkg.name],
    requires: packages
      .filter(({ name }) => pkg.requires?.includes(name))
      .map((required) => ({ name: required.name, wanted: "^1.0.0", to: nodeOf(required) })),
    ...(pkg.isLocal && { isLocal: pkg.isLocal }),
  }));
  return {
    version: 1,
    number: 1,
    lockDigest: "0".repeat(64),
    coreVersion: "1.0.0" as Generation["coreVersion"],
    packages: installed as unknown as Generation["packages"],
    capabilities: [],
    instanceCount: packages.length,
  };
}
