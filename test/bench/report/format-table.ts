/** Returns lines of columns of equal width: the first `texts` columns stand left, numbers stand right. */
export function formatTable(heads: readonly string[], rows: readonly (readonly string[])[], texts: number): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const formatRow = (row: readonly string[]): string =>
    widths
      .map((width, column) =>
        column < texts ? (row[column] ?? "").padEnd(width) : (row[column] ?? "").padStart(width),
      )
      .join("  ")
      .trimEnd();
  return [heads, widths.map((width) => "-".repeat(width)), ...rows].map(formatRow).join("\n");
}
