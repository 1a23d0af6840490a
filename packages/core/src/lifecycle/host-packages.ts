import { ExpectedError } from "@larder/errors";
import type { Configuration } from "@larder/sdk";

import { UnknownInstalledPackageError } from "./lifecycle-errors.ts";
import type { SupervisedPackage } from "./supervised-package.ts";
import type { UpdateSummary } from "./summaries.ts";
import type { Supervisor } from "./supervisor.ts";

/** What is installed in a host. */
export type ReadHost = {
  readonly generation?: number;
  readonly packages: readonly SupervisedPackage[];
  /** What its packages know that nobody may read. */
  readonly secrets?: readonly string[];
};

/** Where a package comes from that a host is to have. */
export type PackageSource = { readonly gitUrl: string } | { readonly path: string };

/** Changes what is installed in a host. Whoever starts the host has it; no code of a package runs in it. */
export type PackageInstaller = {
  /** Wants and installs what is at `source`, and returns the names of its packages; what the host has stays as it is. */
  add(source: PackageSource): Promise<readonly string[]>;
  /** Wants a package no longer. */
  remove(name: string): Promise<void>;
};

/** How a package is added. */
export type AddWish = {
  /** Every lifecycle method gets them, and the configuration has them. */
  readonly installArguments?: Configuration;
  /** Is it started? It is when left out. */
  readonly start?: boolean;
};

/** The packages of a running host, and what can be done with them. Every verb throws why it was not done. */
export type HostPackages = {
  /** Starts one package, what it requires first; what became of it is in the status. */
  readonly start: (name: string) => Promise<void>;
  /** Stops one package, and before it what requires it; it stays so until it is started. */
  readonly stop: (name: string) => Promise<void>;
  /** Stops a package, which is not started again until it is enabled. */
  readonly disable: (name: string) => Promise<void>;
  readonly enable: (name: string) => Promise<void>;
  /**
   * Loads a package anew in the place of what runs, with nothing in between. With `reset` its code is read again, also
   * where its files are the same. What ran before goes on when it does not come about.
   */
  readonly reload: (name: string, options?: { readonly reset?: boolean }) => Promise<void>;
  /** Takes up what is installed now: only what has changed, and what requires that, is loaded anew. */
  readonly update: () => Promise<UpdateSummary>;
  /** Installs what is at `source` and takes it up. Returns the names of its packages. */
  readonly add: (source: PackageSource, wish?: AddWish) => Promise<readonly string[]>;
  /** Uninstalls a package that nothing requires. */
  readonly remove: (name: string) => Promise<void>;
};

/** What the packages of a host stand on. */
export type HostPackagesOptions = {
  readonly supervisor: Supervisor;
  /** Returns what is installed now; the code of `fresh` is read again. */
  readonly read: (how: { readonly fresh: readonly string[] }) => Promise<ReadHost>;
  /** Told what the host has taken up. */
  readonly onUpdated: (now: ReadHost) => void;
  readonly installer: PackageInstaller | undefined;
};

/** Returns the packages that `supervisor` runs. */
export function createHostPackages({ supervisor, read, onUpdated, installer }: HostPackagesOptions): HostPackages {
  const update = (): Promise<UpdateSummary> =>
    supervisor.update(async () => {
      const now = await read({ fresh: [] });
      onUpdated(now);
      return now.packages;
    });

  return {
    start: (name) => supervisor.start(name),
    stop: (name) => supervisor.stop(name),
    disable: (name) => supervisor.disable(name),
    enable: (name) => supervisor.enable(name),
    update,
    reload: (name, { reset = false } = {}) =>
      supervisor.reload(name, async () => {
        const { packages } = await read({ fresh: reset ? [name] : [] });
        const next = packages.find((supervised) => supervised.name === name);
        const known = packages.map((supervised) => supervised.name);
        if (next === undefined) throw new UnknownInstalledPackageError(name, known);
        return next;
      }),
    async add(source, { installArguments = {}, start = true } = {}) {
      const names = await getInstaller(installer).add(source);
      for (const name of names) supervisor.expect(name, { installArguments, isStarted: start });
      await update();
      return names;
    },
    async remove(name) {
      supervisor.assertRemovable(name);
      await getInstaller(installer).remove(name);
      await update();
    },
  };
}

function getInstaller(installer: PackageInstaller | undefined): PackageInstaller {
  if (installer !== undefined) return installer;
  throw new InstallerMissingError();
}

/** The host was started by something that cannot install. */
class InstallerMissingError extends ExpectedError {
  readonly code = "E405";

  constructor() {
    super("Whoever started this host gave it no way to install", { hint: "Use `larder add` in its directory" });
  }
}
