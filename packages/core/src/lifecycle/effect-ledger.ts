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
  /** The effects that are in force, in the order in which they were made. */
  list(): readonly Effect[];
  /** Closes the ledger and undoes everything, the last first. Never throws. Again is harmless. */
  close(options: UndoOptions): Promise<void>;
};

type Entry = { readonly effect: Effect; readonly undo: () => void | Promise<void> };

/** Returns an open, empty ledger. */
export function createEffectLedger(): EffectLedger {
  const entries: Entry[] = [];
  let closing: UndoOptions | undefined;

  return {
    enter(effect, undo) {
      const entry = { effect, undo };
      entries.push(entry);
      if (closing === undefined) {
        return () => {
          const index = entries.indexOf(entry);
          if (index !== -1) entries.splice(index, 1);
        };
      }
      void undoAll(entries, closing);
      throw new Error(`\`${effect.owner}\` was unloaded, so \`${effect.label}\` was undone at once`);
    },
    list: () => entries.map((entry) => entry.effect),
    async close(options) {
      closing ??= options;
      await undoAll(entries, options);
    },
  };
}

async function undoAll(entries: Entry[], options: UndoOptions): Promise<void> {
  for (let entry = entries.pop(); entry !== undefined; entry = entries.pop()) {
    try {
      await withinTime(entry.undo, options.timeoutMs);
    } catch (failure) {
      options.onFailure(entry.effect, failure);
    }
  }
}
