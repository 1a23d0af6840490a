import type { HostManifest } from "@larder/host-directory";
import { printLockfile } from "@larder/lockfile";

import type { HostTarget, InstallMeans, InstallResult } from "./change-host.ts";
import { keepInstall } from "./kept-install.ts";
import { comparePackages, type InstallPlan } from "./plan-install.ts";
import { listOuterWants } from "./sources/read-given.ts";
import { forgetInstall, noteInstall } from "./unchanged-install.ts";
import type { MissingVariable } from "./unmet-needs.ts";

/** What an install came to. */
export type Outcome = {
  readonly result: InstallResult;
  readonly plan: InstallPlan;
  /** The environment variables that its packages need. */
  readonly variables: readonly MissingVariable[];
  /** Where each package is in the store. */
  readonly packages: readonly string[];
  /** Did scripts of packages have a part in it? */
  readonly isBuilt: boolean;
};

/**
 * Notes what an install came to, for the next one of this host; and, where it follows from the host's texts alone,
 * for others that say the same.
 */
export function noteOutcome(means: InstallMeans, target: HostTarget, manifest: HostManifest, outcome: Outcome): void {
  const { directory, store, core, environment } = means;
  const { result, plan, variables, packages } = outcome;
  // A folder that is wanted may change, and nothing of the host tells.
  if (listOuterWants(manifest).some(({ place }) => place.type === "path")) return forgetInstall(directory);
  const query = { directory, storeDirectory: store.directory, coreVersion: core.coreVersion, environment };
  const texts = { manifest: target.manifestText, lock: printLockfile(target.lock) };
  noteInstall(query, texts, { result, variables, instances: packages });

  // Other commands may leave a lock that an install would first look at.
  if (target.reason !== "install" || outcome.isBuilt || result.notes.length > 0) return;
  const { needsTrust, ungranted, skippedScripts, signatures } = result;
  const { generation, links } = plan;
  const { added } = comparePackages([], generation.packages);
  keepInstall(query, texts, {
    generation,
    links,
    added,
    needsTrust,
    ungranted,
    skippedScripts,
    signatures,
    variables,
    packages,
  });
}
