/** Returns the row of a statement that returns exactly one, such as an insert. Throws when there is none: a bug. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error("The statement returned no row");
  return row;
}
