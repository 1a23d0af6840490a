import type { Resolution, ResolvedNode } from "@larder/resolver";

import { prepareFolders, programsFirst } from "./add-instances.ts";
import { isArchiveNoted } from "./archive-holder.ts";
import { ArchiveStage } from "./archive-stage.ts";
import type { FetchTarball } from "./download-archive.ts";
import { selectNodes } from "./instance-links.ts";
import { fitsMachine, PlatformError } from "./machine.ts";
import type { Machine } from "./read-machine.ts";
import type { StorePaths } from "./store-paths.ts";

/** Archives that are fetched before it is known that they are needed. */
export class PrefetchedArchives {
  readonly #paths: StorePaths;
  readonly #machine: () => Machine;
  #stage: ArchiveStage | undefined;
  /** Folders are made once, and not for each of hundreds of archives. */
  #isPrepared = false;

  constructor(paths: StorePaths, machine: () => Machine) {
    this.#paths = paths;
    this.#machine = machine;
  }

  /** Starts to stage the archive of `node`, unless the store has it or this machine does not get it. Never throws. */
  begin(node: ResolvedNode, fetchTarball: FetchTarball): void {
    if (isArchiveNoted(this.#paths, node) || !fitsMachine(node, this.#machine())) return;
    // What a disk refuses is then a failure of the archive, and of nobody who did not ask for it.
    this.#opened().begin(node, (...asked) => {
      if (!this.#isPrepared) prepareFolders(this.#paths);
      this.#isPrepared = true;
      return fetchTarball(...asked);
    });
  }

  /** As {@link begin}, of all that this machine gets of `resolution` from registries. */
  beginAll(resolution: Resolution, fetchTarball: FetchTarball): void {
    for (const node of listPublished(resolution, this.#machine())) this.begin(node, fetchTarball);
  }

  /** Gets ready for archives that will probably be needed. */
  expect(): void {
    this.#opened().expect();
  }

  /** Returns what was begun, which from then on is the caller's to close. */
  take(): ArchiveStage {
    const stage = this.#opened();
    this.#stage = undefined;
    return stage;
  }

  /** Throws away what was begun. */
  async discard(): Promise<void> {
    const stage = this.#stage;
    this.#stage = undefined;
    await stage?.close();
  }

  #opened(): ArchiveStage {
    return (this.#stage ??= new ArchiveStage(this.#paths.temporary));
  }
}

/** What cannot be had at all, whoever installs it says. */
function listPublished(resolution: Resolution, machine: Machine): readonly ResolvedNode[] {
  try {
    const nodes = [...selectNodes(resolution, machine).values()].map(({ node }) => node);
    return programsFirst(nodes.filter(({ source }) => source.type === "registry"));
  } catch (error) {
    if (error instanceof PlatformError) return [];
    throw error;
  }
}
