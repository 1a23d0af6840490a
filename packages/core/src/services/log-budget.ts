/** How much of a log one package may fill. */
export type LogBudget = {
  /**
   * Counts a line of `packageName` of so many characters, and returns what becomes of it: it is written; it is left out;
   * it is the first that is left out; or it is written, and `leftOut` lines before it were not.
   */
  spend(packageName: string, chars: number): LineFate;
};

/** What becomes of a line. */
export type LineFate =
  | { readonly type: "written"; readonly leftOut: number }
  | { readonly type: "left out"; readonly isFirst: boolean };

/** What is there at most, and how much of it comes back in a second. A start, or a bad minute, needs no more. */
const lines = { most: 2000, aSecond: 50 } as const;
const characters = { most: 4_000_000, aSecond: 50_000 } as const;
/** Who has used it up waits for so much of it: else every line would say of the one before that it was left out. */
const shareToGoOn = 0.05;

type Purse = { lines: number; chars: number; filledAtMs: number; leftOut: number };

/** Returns a budget that is full for everybody. */
export function createLogBudget(clock: () => number): LogBudget {
  const purses = new Map<string, Purse>();

  function purseOf(packageName: string): Purse {
    const now = clock();
    const purse = purses.get(packageName) ?? { lines: lines.most, chars: characters.most, filledAtMs: now, leftOut: 0 };
    const seconds = Math.max(0, now - purse.filledAtMs) / 1000;
    purse.lines = Math.min(lines.most, purse.lines + seconds * lines.aSecond);
    purse.chars = Math.min(characters.most, purse.chars + seconds * characters.aSecond);
    purse.filledAtMs = now;
    purses.set(packageName, purse);
    return purse;
  }

  return {
    spend(packageName, chars) {
      const purse = purseOf(packageName);
      const share = purse.leftOut === 0 ? 0 : shareToGoOn;
      if (purse.lines < Math.max(1, lines.most * share) || purse.chars < Math.max(chars, characters.most * share)) {
        purse.leftOut += 1;
        return { type: "left out", isFirst: purse.leftOut === 1 };
      }
      const { leftOut } = purse;
      purse.lines -= 1;
      purse.chars -= chars;
      purse.leftOut = 0;
      return { type: "written", leftOut };
    },
  };
}
