import type { RegistryClient } from "@larder/registry-client";

import { formatDuration } from "../output/style.ts";

type Clock = () => number;

/** Downloads that run, and what of them is worth a word. */
export type DownloadWatch = {
  /** The client whose archives are watched while they arrive. */
  readonly client: RegistryClient;
  /** Tells what happens now; while an archive is slow, with its name. */
  readonly status: (text: string) => void;
};

const slowAfterMs = 2_000;
const lookEveryMs = 1_000;

/**
 * Returns `client`, and a status that names the archive that everything waits for: nobody should have
 * to guess why a line stands still.
 */
export function watchDownloads(
  client: RegistryClient,
  status: (text: string) => void,
  now: Clock = Date.now,
): DownloadWatch {
  const running = new Map<symbol, { readonly name: string; readonly since: number }>();
  let said = "";
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    const [oldest] = running.values();
    const waitedMs = oldest === undefined ? 0 : now() - oldest.since;
    status(waitedMs < slowAfterMs ? said : `${said} · waiting for ${oldest?.name} (${formatDuration(waitedMs)})`);
  };
  const end = (download: symbol): void => {
    running.delete(download);
    if (running.size === 0) clearInterval(timer);
  };
  return {
    client: {
      ...client,
      async *fetchTarball(place, signal) {
        const download = Symbol(place.name);
        // A process that has nothing else to do must not wait for this.
        if (running.size === 0) timer = setInterval(tell, lookEveryMs).unref();
        running.set(download, { name: place.name, since: now() });
        try {
          yield* client.fetchTarball(place, signal);
        } finally {
          end(download);
        }
      },
    },
    status: (text) => {
      said = text;
      tell();
    },
  };
}
