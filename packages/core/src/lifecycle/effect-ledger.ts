import { withinTime } from "../events/within-time.ts";

/** Something that lasts and can be undone. */
export type Effect = {
  /** The plugin, domain or actor that did it. */
  readonly owner: string;
  /** What it is, for people: `action notes.add`, `listener notes.*`. */
  readonly label: string;
};

/** How the ledger is emptied. */
export type UndoOptions = {
  /** The longest that one undo may take; the rest goes on without it. */
  readonly timeoutMs: number;
  /** Told about each undo that throws, or takes too long. */
  readonly onFailure: (effect: Effect, failure: unknown) => void;
};

/** Everything that one package did, in order. */
export type EffectLedger = {
  /**
   * Notes an effect, and returns how to take the note out again, for one that ended by itself. In a closed
   * ledger it is undone at once, and this throws.
   */
  enter(effect: Effect, undo: () => void | Promise<void>): () => void;
  /**
   * Begins an effect that others meet, such as an action, and notes it: at once, or when the ledger is released.
   * `begin` returns how it is taken back; both may be asked again. Returns how to take the note out.
   */
  publish(effect: Effect, begin: () => () => void): () => void;
  /** Begins all that others meet, in order. When one of them throws, none is left begun, and this throws it. */
  release(): void;
  /** Takes back all that others meet, the last first; {@link EffectLedger.release} begins it again. */
  withdraw(): void;
  /** The effects that are in force, in the order in which they were made. */
  list(): readonly Effect[];
  /** Closes the ledger and undoes everything, the last first. Never throws. Again is harmless. */
  close(options: UndoOptions): Promise<void>;
};

type Entry = {
  readonly effect: Effect;
  /** Only for what others meet. */
  readonly begin?: () => () => void;
  /** Undefined while it is not begun. */
  undo: (() => void | Promise<void>) | undefined;
};

/** Returns an open, empty ledger. What others meet begins at once in one that is released, else when it is. */
export function createEffectLedger({ isReleased }: { readonly isReleased: boolean }): EffectLedger {
  const entries: Entry[] = [];
  let isOpenToOthers = isReleased;
  let closing: UndoOptions | undefined;

  function add(entry: Entry): () => void {
    entries.push(entry);
    return () => {
      const index = entries.indexOf(entry);
      if (index !== -1) entries.splice(index, 1);
    };
  }

  function withdraw(): void {
    isOpenToOthers = false;
    for (const entry of entries.toReversed()) {
      if (entry.begin === undefined) continue;
      void entry.undo?.();
      entry.undo = undefined;
    }
  }

  return {
    enter(effect, undo) {
      const forget = add({ effect, undo });
      if (closing === undefined) return forget;
      void undoAll(entries, closing);
      throw unloadedError(effect);
    },
    publish(effect, begin) {
      if (closing !== undefined) throw unloadedError(effect);
      return add({ effect, begin, undo: isOpenToOthers ? begin() : undefined });
    },
    release() {
      isOpenToOthers = true;
      try {
        // One that ends at once takes its own note out.
        for (const entry of entries.slice()) entry.undo ??= entry.begin?.();
      } catch (failure) {
        withdraw();
        throw failure;
      }
    },
    withdraw,
    list: () => entries.map((entry) => entry.effect),
    async close(options) {
      closing ??= options;
      await undoAll(entries, options);
    },
  };
}

function unloadedError({ owner, label }: Effect): Error {
  return new Error(`\`${owner}\` was unloaded, so \`${label}\` was undone at once`);
}

async function undoAll(entries: Entry[], options: UndoOptions): Promise<void> {
  for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
    try {
      await withinTime(() => entry.undo?.(), options.timeoutMs);
    } catch (failure) {
      options.onFailure(entry.effect, failure);
    }
  }
}
