/** How much of one archive may be in memory. */
const shareBytesMax = 64 * 1024 * 1024;

/**
 * How much of all may be: of those that arrive, and of those that have and wait for a thread. Archives of a host of some
 * 1,000 packages have room in it.
 */
const allBytesMax = 128 * 1024 * 1024;

/** Counts the bytes of archives that are in memory, however many archives there are. */
export class ArchiveMemory {
  readonly #bytesMax: number;
  #held = 0;

  constructor(bytesMax: number = allBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /** Returns the share of one archive, of which nothing is here yet. */
  share(): MemoryShare {
    let own = 0;
    return {
      take: (bytes) => {
        if (own + bytes > shareBytesMax || this.#held + bytes > this.#bytesMax) return false;
        own += bytes;
        this.#held += bytes;
        return true;
      },
      giveBack: () => {
        this.#held -= own;
        own = 0;
      },
    };
  }
}

/** What one archive has of the memory. */
export type MemoryShare = {
  /** Takes room for so many more bytes; says whether there is any. */
  take(bytes: number): boolean;
  /** Says that nothing of the archive is in memory any longer. Twice is harmless. */
  giveBack(): void;
};
