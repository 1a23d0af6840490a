import { stripVTControlCharacters } from "node:util";

import type { Conceal } from "../services/conceal.ts";

/** What a script says, line by line. */
export type HookOutput = {
  write(chunk: string): void;
  /** Takes what stands after the last end of a line. */
  end(): void;
  /** The last line that was said; undefined for none. */
  last(): string | undefined;
};

/** The most that is kept of what one script says. */
export type OutputLimits = { readonly linesMax: number; readonly lineCharsMax: number };

const limitsDefault: OutputLimits = { linesMax: 200, lineCharsMax: 2000 };

/** How much of a long line is read beyond what is kept, so that a secret at the cut is still known as one. */
const marginChars = 8192;

/**
 * Returns a place for what a script says. Lines go to `onLine` as they come, without secrets, and cut where they are too
 * long; what comes after the last that is kept is counted and told of at the end. Nothing grows with what is said.
 */
export function createHookOutput(
  onLine: (line: string) => void,
  conceal: Conceal,
  { linesMax, lineCharsMax }: OutputLimits = limitsDefault,
): HookOutput {
  let begun = "";
  let lines = 0;
  let dropped = 0;
  let last: string | undefined;

  function clean(line: string): string {
    // What stands within a secret hides it, and a secret may hold what is taken out.
    const whole = conceal(withoutControls(conceal(line))).trimEnd();
    return whole.length > lineCharsMax ? `${whole.slice(0, lineCharsMax)}…` : whole;
  }

  function take(line: string): void {
    if (line.trim() === "") return;
    last = line;
    if (lines === linesMax) {
      dropped += 1;
      return;
    }
    lines += 1;
    onLine(clean(line));
  }

  return {
    write(chunk) {
      const parts = chunk.split("\n");
      const rest = parts.pop() ?? "";
      for (const part of parts) {
        take(begun + part);
        begun = "";
      }
      begun = (begun + rest).slice(0, lineCharsMax + marginChars);
    },
    end() {
      take(begun);
      begun = "";
      if (dropped > 0) onLine(`… and ${dropped} more ${dropped === 1 ? "line" : "lines"}`);
      dropped = 0;
    },
    last: () => (last === undefined ? undefined : clean(last)),
  };
}

/** A script may not move the cursor of whoever reads its words. */
function withoutControls(line: string): string {
  return stripVTControlCharacters(line).replaceAll(/[^\P{Cc}\t]/gu, "");
}
