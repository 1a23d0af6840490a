import { ExpectedError } from "@larder/errors";
import { findCurrentGeneration, type HostManifest, readHostManifest, type Variables } from "@larder/host-directory";
import { credentialsOf, inspectPackage } from "@larder/package-contents";
import { diskTree } from "@larder/tarball";

import { openConfigurationMeans } from "./configuration-means.ts";
import {
  type ConfigurablePackage,
  type ConfigurationMeans,
  configurePackage,
  type ConfiguredPackage,
} from "./configure-package.ts";
import type { GivenSetting } from "./given-setting.ts";

/** A host whose packages can be configured, whether or not it runs. */
export type ConfigurableHost = {
  readonly directory: string;
  readonly manifest: HostManifest;
  /** Of the process that it was read in. */
  readonly variables: Variables;
  /** What it was started with, where it runs. */
  readonly given: readonly GivenSetting[];
  readonly means: ConfigurationMeans;
  /** Names of the installed packages that can have a configuration, sorted. */
  readonly names: readonly string[];
  /** Returns one of them. Throws {@link NotInstalledError}. */
  get(name: string): ConfigurablePackage;
  /** Returns the configuration of one of them, as the host would start with it. Throws {@link NotInstalledError}. */
  configure(name: string): Promise<ConfiguredPackage>;
};

/**
 * Reads the host in `directory`, in a process with `variables`; `given` is what it was, or is to be, started with.
 * Throws `HostError` when there is none. No code of a package runs.
 */
export async function openConfigurableHost(
  directory: string,
  variables: Variables,
  given: readonly GivenSetting[] = [],
): Promise<ConfigurableHost> {
  const manifest = await readHostManifest(directory);
  const generation = await findCurrentGeneration(directory);
  const installed = (generation?.packages ?? []).filter(({ kind }) => kind === "singleton");
  const paths = new Map(installed.map(({ name, path }) => [name as string, path]));
  const names = [...paths.keys()].toSorted();
  const means = await openConfigurationMeans(directory, variables, given);

  function get(name: string): ConfigurablePackage {
    const path = paths.get(name);
    if (path === undefined) throw new NotInstalledError(name, names);
    const tree = diskTree(path);
    const { larder, components } = inspectPackage(tree);
    return { name, directory: path, larder, credentials: credentialsOf(tree, components) };
  }

  return {
    directory,
    manifest,
    variables,
    given,
    means,
    names,
    get,
    configure: async (name) => await configurePackage(get(name), manifest.packages[name], means),
  };
}

/** A host is asked to configure a package that it does not have. */
export class NotInstalledError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: string;

  constructor(packageName: string, installed: readonly string[]) {
    const there = installed.length === 0 ? "nothing is" : installed.map((name) => `\`${name}\``).join(", ");
    super(
      `\`${packageName}\` is not installed in this host; ${installed.length === 0 ? there : `there are ${there}`}`,
      {
        hint: `Install it with \`larder add ${packageName}\``,
      },
    );
    this.packageName = packageName;
  }
}
