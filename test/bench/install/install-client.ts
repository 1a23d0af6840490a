import { createRequire } from "node:module";
import { dirname, join } from "node:path";

import { findProgram, type Program } from "../../support/npm-clients.ts";

/** The commands that every client has in its own words. */
export type InstallCommand = "lock" | "install" | "frozen";

/** The files of a client that are written before it runs. */
export type WrittenFiles = Readonly<Record<string, string>>;

/** A client that installs packages, as the bench runs it. */
export type InstallClient = {
  readonly name: InstallClientName;
  readonly program: Program;
  readonly commands: { readonly [command in InstallCommand]: readonly string[] };
  /** Its variables, beside those that say where it is at home and which registry it has. */
  readonly environment: { readonly [name: string]: string };
  /** What it reads in its project; the wants are exact versions. */
  readonly writeWants: (registry: string, wants: Readonly<Record<string, string>>) => WrittenFiles;
  readonly lockFile: string;
  /** What an installation makes in the project, beside the lock. */
  readonly installed: string;
  /** Where a want is found in `installed`. */
  readonly packages: string;
  /** Returns each `name@version` that its lock holds, for any platform. */
  readonly listLocked: (lock: string) => readonly string[];
};

export const installClientNames = ["larder", "npm", "pnpm", "pnpm-gvs", "bun"] as const;
export type InstallClientName = (typeof installClientNames)[number];

/** Returns the client `name`; `larder` is the program that runs Larder. */
export function installClient(name: InstallClientName, larder: Program): InstallClient {
  if (name === "larder") return larderClient(larder);
  if (name === "npm") return npmClient;
  if (name === "bun") return bunClient;
  return pnpmClient(name);
}

const larderClient = (program: Program): InstallClient => ({
  name: "larder",
  program,
  commands: { lock: ["lock"], install: ["install"], frozen: ["install", "--frozen"] },
  environment: {},
  writeWants: (registry, wants) => ({
    "larder.yaml": `registries: ${JSON.stringify({ home: registry })}\nwants: ${JSON.stringify(wants)}\n`,
  }),
  lockFile: "larder.lock",
  installed: ".larder",
  packages: ".larder/current/node_modules",
  listLocked: (lock) => [...lock.matchAll(/^package ((?:@[^/\s]+\/)?[^@\s]+@[^\s(]+)/gm)].map(([, id = ""]) => id),
});

const npmClient: InstallClient = {
  name: "npm",
  program: findProgram("npm"),
  commands: {
    lock: ["install", "--package-lock-only", "--ignore-scripts"],
    install: ["install", "--ignore-scripts"],
    // `npm ci` refuses what npm has locked itself, when packages for other platforms are in it.
    frozen: ["install", "--ignore-scripts"],
  },
  environment: { npm_config_audit: "false", npm_config_fund: "false", npm_config_update_notifier: "false" },
  writeWants: writeManifest,
  lockFile: "package-lock.json",
  installed: "node_modules",
  packages: "node_modules",
  listLocked: (lock) => {
    const { packages } = JSON.parse(lock) as { packages: Record<string, { name?: string; version?: string }> };
    return Object.entries(packages)
      .filter(([path]) => path !== "")
      .map(([path, { name, version }]) => `${name ?? path.split("node_modules/").at(-1)}@${version}`);
  },
};

const pnpmClient = (name: "pnpm" | "pnpm-gvs"): InstallClient => ({
  name,
  // Its `bin` starts Node to start the program, unless an install script has replaced it.
  program: { file: findNativePnpm(), args: [] },
  commands: {
    lock: ["install", "--lockfile-only", "--ignore-scripts", "--no-frozen-lockfile"],
    install: ["install", "--ignore-scripts", "--no-frozen-lockfile"],
    frozen: ["install", "--ignore-scripts", "--frozen-lockfile"],
  },
  environment: {
    pnpm_config_enable_global_virtual_store: String(name === "pnpm-gvs"),
    // Or it would ask for a document of each package whose lock it has: the others trust theirs.
    pnpm_config_trust_lockfile: "true",
    pnpm_config_confirm_modules_purge: "false",
    pnpm_config_update_notifier: "false",
    pnpm_config_manage_package_manager_versions: "false",
  },
  writeWants: writeManifest,
  lockFile: "pnpm-lock.yaml",
  installed: "node_modules",
  packages: "node_modules",
  listLocked: (lock) => {
    const [, packages = ""] = /^packages:\n([\s\S]*?)^snapshots:/m.exec(lock) ?? [];
    return [...packages.matchAll(/^ {2}'?([^\s'].*?)'?:$/gm)].map(([, id = ""]) => id);
  },
});

const bunClient: InstallClient = {
  name: "bun",
  program: findProgram("bun"),
  commands: {
    lock: ["install", "--lockfile-only", "--ignore-scripts"],
    install: ["install", "--ignore-scripts"],
    frozen: ["install", "--ignore-scripts", "--frozen-lockfile"],
  },
  environment: { DO_NOT_TRACK: "1" },
  writeWants: writeManifest,
  lockFile: "bun.lock",
  installed: "node_modules",
  packages: "node_modules",
  listLocked: (lock) => [...lock.matchAll(/^ {4}"[^"]+": \["([^"]+)"/gm)].map(([, id = ""]) => id),
};

function writeManifest(_registry: string, wants: Readonly<Record<string, string>>): WrittenFiles {
  const manifest = { name: "bench-host", version: "1.0.0", private: true, dependencies: wants };
  return { "package.json": JSON.stringify(manifest, undefined, 2) };
}

function findNativePnpm(): string {
  const manifest = createRequire(import.meta.url).resolve("pnpm/package.json");
  const platform = `@pnpm/exe.${process.platform}-${process.arch}`;
  return join(dirname(createRequire(manifest).resolve(`${platform}/package.json`)), "pnpm");
}
