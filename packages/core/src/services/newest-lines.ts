import type { LogLine } from "./host-log.ts";

/** How many lines a host remembers. */
const linesMax = 500;

/** The newest lines, of which what one package wrote is no more than half for long. */
export type NewestLines = { add(line: LogLine, isAuthored: boolean): void; list(): readonly LogLine[] };

/** Returns a memory without lines. */
export function createNewestLines(): NewestLines {
  const lines: { readonly line: LogLine; readonly author: string | undefined }[] = [];
  /** How many are by whom; by nobody are those of the host. */
  const counts = new Map<string | undefined, number>();
  const count = (author: string | undefined, by: number): void =>
    void counts.set(author, (counts.get(author) ?? 0) + by);

  /** The oldest line goes first; where one package wrote more than half of all, its oldest. */
  function findDispensable(): number {
    const [heavy] = [...counts].find(([name, own]) => name !== undefined && own > linesMax / 2) ?? [];
    return heavy === undefined ? 0 : lines.findIndex(({ author }) => author === heavy);
  }

  return {
    add(line, isAuthored) {
      const author = isAuthored ? line.package : undefined;
      lines.push({ line, author });
      count(author, 1);
      if (lines.length <= linesMax) return;
      for (const gone of lines.splice(findDispensable(), 1)) count(gone.author, -1);
    },
    list: () => lines.map(({ line }) => line),
  };
}
