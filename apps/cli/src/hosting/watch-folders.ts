import { extname, basename, relative, resolve, sep } from "node:path";

import { readHostManifest } from "@larder/host-directory";
import { parseWanted } from "@larder/package-spec";
import { watch } from "chokidar";

/** What a watch does not look at. */
export type IgnoredFiles = {
  /** With their dot. */
  readonly extensions: readonly string[];
  /** Of files and of folders. */
  readonly names: readonly string[];
  /** Those whose names begin with a dot. */
  readonly hidden: boolean;
};

/** What editors, tools and packages themselves write beside the source. */
const ignoredByDefault: IgnoredFiles = {
  extensions: [".log", ".tmp", ".swp", ".swo", ".bak", ".pid"],
  names: ["node_modules", "data", "coverage"],
  hidden: true,
};

/** A folder on the operator's own disk that the host wants. */
export type WatchedFolder = { readonly alias: string; readonly directory: string };

/** What the host in a directory has watched: the folders that it wants by their paths, sorted by alias. */
export type Watched = { readonly folders: readonly WatchedFolder[]; readonly ignored: IgnoredFiles };

/** Returns what the `larder.yaml` in `directory` says of a watch. Throws `HostError`. */
export async function readWatched(directory: string): Promise<Watched> {
  const { wants, watch: wanted } = await readHostManifest(directory);
  const folders = wants.flatMap(({ alias, wanted: spec }) => {
    const parsed = parseWanted(spec);
    if (parsed.type !== "path" || /\.(?:tgz|tar\.gz)$/.test(parsed.path)) return [];
    return [{ alias, directory: resolve(directory, parsed.path) }];
  });
  return { folders, ignored: { ...ignoredByDefault, ...wanted?.ignore } };
}

/** How folders are watched. */
export type WatchOptions = {
  readonly folders: readonly WatchedFolder[];
  readonly ignored?: IgnoredFiles;
  /** How long nothing may change before a change is told, in milliseconds: editors and compilers write in bursts. */
  readonly quietMs?: number;
  /** Told of all wants whose folders have changed; not again before it has ended. */
  readonly onChange: (aliases: readonly string[]) => Promise<void>;
};

const quietMsDefault = 150;

/** Watches folders until the returned function is called. Resolves once every change from then on is seen. */
export async function watchFolders({
  folders,
  onChange,
  ignored = ignoredByDefault,
  quietMs = quietMsDefault,
}: WatchOptions): Promise<() => Promise<void>> {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let telling: Promise<void> | undefined;

  function tellSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(tell, quietMs);
  }

  function tell(): void {
    if (telling !== undefined || changed.size === 0) return;
    const aliases = [...changed].toSorted();
    changed.clear();
    telling = onChange(aliases).finally(() => {
      telling = undefined;
      tell();
    });
  }

  const watcher = watch(
    folders.map((folder) => folder.directory),
    { ignoreInitial: true, ignored: (path) => folders.some((folder) => isIgnored(folder.directory, path, ignored)) },
  );
  watcher.on("all", (_event, path) => {
    for (const folder of folders) if (isWithin(folder.directory, path)) changed.add(folder.alias);
    tellSoon();
  });
  const { promise: ready, resolve: onReady, reject } = Promise.withResolvers<void>();
  watcher.once("ready", onReady).once("error", reject);
  await ready;

  return async () => {
    clearTimeout(timer);
    await watcher.close();
    await telling;
  };
}

/** Is `path` a file or folder below `directory` that nobody watches? */
function isIgnored(directory: string, path: string, { extensions, names, hidden }: IgnoredFiles): boolean {
  if (!isWithin(directory, path)) return false;
  const segments = relative(directory, path).split(sep);
  if (segments.some((segment) => names.includes(segment) || (hidden && /^\.[^.]/.test(segment)))) return true;
  return extensions.includes(extname(path)) || basename(path).endsWith("~");
}

function isWithin(directory: string, path: string): boolean {
  return path !== directory && path.startsWith(`${directory}${sep}`);
}
