import { existsSync } from "node:fs";

import { findCurrentGeneration, type Generation, readHostManifest } from "@larder/host-directory";
import { inspectPackage, type PackageInspection, type Problem } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import type { SupervisedPackage } from "./lifecycle/supervised-package.ts";
import type { ReadHost } from "./run-host.ts";
import { assessPackage, type HostDecisions, type InstalledContents } from "./sandbox/assess-package.ts";

/** What is read, and for which process. */
export type ReadInstalledOptions = Pick<HostDecisions, "environment" | "sandboxes"> & {
  readonly directory: string;
  /** The packages whose code is read again, also where its files are the same. */
  readonly fresh: readonly string[];
};

/** Returns what is installed in a host now, and what its operator decided. Throws `HostError`. */
export async function readInstalled(options: ReadInstalledOptions): Promise<ReadHost> {
  const { directory, environment, sandboxes, fresh } = options;
  const manifest = await readHostManifest(directory);
  const generation = await findCurrentGeneration(directory);
  const packages = generation === undefined ? [] : readPackages(generation);
  return {
    ...(generation === undefined ? {} : { generation: generation.number }),
    packages: packages.map((installed) => {
      const settings = manifest.packages[installed.name];
      const isFresh = fresh.includes(installed.name);
      const supervised = assessPackage(installed, {
        hostDirectory: directory,
        settings,
        environment,
        sandboxes,
        isFresh,
      });
      return { ...supervised, fingerprint: fingerprintOf(installed, supervised) };
    }),
  };
}

/** An instance in the store has its contents in its path; the rest is what the operator decided. */
function fingerprintOf({ directory }: InstalledContents, supervised: SupervisedPackage): string {
  const { version, mode, requires } = supervised;
  const decided =
    supervised.type === "blocked"
      ? { reason: supervised.reason.message }
      : { env: supervised.pkg.env, config: supervised.pkg.config };
  return JSON.stringify({ directory, version, mode, requires, ...decided });
}

/** Libraries are installed for the packages that import them; they are not started. */
function readPackages(generation: Generation): readonly InstalledContents[] {
  const nameOf = new Map(generation.packages.map(({ node, name }) => [node as string, name]));
  return generation.packages
    .filter(({ kind }) => kind === "singleton")
    .map(({ name, version, path, requires, isLocal }) => ({
      name,
      version,
      directory: path,
      requires: requires.flatMap(({ to }) => nameOf.get(to) ?? []),
      inspection: inspectInstance(path, { name, version }),
      ...(isLocal && { isLocal }),
    }));
}

/** A package whose files are gone is one package that cannot run, not a host that cannot start. */
function inspectInstance(
  path: string,
  identity: { readonly name: string; readonly version: string },
): PackageInspection {
  if (existsSync(path)) return inspectPackage(diskTree(path), { identity });
  const problem: Problem = {
    severity: "error",
    path,
    message: `its files are not at \`${path}\``,
    hint: "Put them back with `larder install`",
  };
  return { dialect: "unknown", packageJson: identity, larder: undefined, components: [], problems: [problem] };
}
