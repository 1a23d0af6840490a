import picocolors from "picocolors";

/** What a view may do to a text. Nothing is said by colour alone. */
export type Style = {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
  /** A name, an address or a command to copy. */
  readonly name: (text: string) => string;
};

/** Returns a style with or without colours. */
export function styleOf(colors: boolean): Style {
  const colored = picocolors.createColors(colors);
  return {
    bold: colored.bold,
    dim: colored.dim,
    good: colored.green,
    bad: colored.red,
    warn: colored.yellow,
    name: colored.cyan,
  };
}

/** Returns `rows` as lines with aligned columns, two spaces between them. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  }
  return rows
    .map((row) =>
      row
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `1.2 kB`, `310 B`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** `310 ms`, `2.4 s`. */
export function formatDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `1 package`, `3 packages`, and with `plural` `2 libraries`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
