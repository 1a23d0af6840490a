import { join, resolve } from "node:path";

/** Where everything of a host is; all paths are absolute. */
export type HostPaths = {
  /** The host itself. */
  readonly directory: string;
  /** What is wanted. */
  readonly manifest: string;
  /** What was solved. */
  readonly lock: string;
  /** What is installed, and its data; never in version control. */
  readonly state: string;
  /** One directory a generation, named by its number. */
  readonly generations: string;
  /** A symbolic link to the generation that runs. */
  readonly current: string;
  /** The core's own: the database and the files of the packages. */
  readonly data: string;
  /** Which generation was switched to, when and why. */
  readonly records: string;
  /** Which keys each registry showed when it was last asked, and when. */
  readonly shownKeys: string;
  /** The secrets of the packages, sealed. */
  readonly secrets: string;
  /** What opens them; for its owner alone. */
  readonly secretKey: string;
  /** What scripts of packages find while they run. */
  readonly hooks: string;
  /** Held by the one process that changes the host. */
  readonly hold: string;
};

/** The file that makes a directory a host. */
export const hostManifestName = "larder.yaml";

/** Returns the paths of the host in `directory`, whether or not there is one. */
export function hostPaths(directory: string): HostPaths {
  const root = resolve(directory);
  const state = join(root, ".larder");
  return {
    directory: root,
    manifest: join(root, hostManifestName),
    lock: join(root, "larder.lock"),
    state,
    generations: join(state, "generations"),
    current: join(state, "current"),
    data: join(state, "data"),
    records: join(state, "installs.json"),
    shownKeys: join(state, "shown-keys.json"),
    secrets: join(state, "secrets.json"),
    secretKey: join(state, "secret.key"),
    hooks: join(state, "hooks"),
    hold: join(state, "hold"),
  };
}

/** Returns where the package `name` of a host keeps its files. */
export function packageDataPath(paths: Pick<HostPaths, "data">, name: string): string {
  return join(paths.data, "packages", ...name.split("/"));
}
