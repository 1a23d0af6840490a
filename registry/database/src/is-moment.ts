const firstMs = Date.parse("0001-01-01T00:00:00Z");
const lastMs = Date.parse("9999-12-31T23:59:59.999Z");

/** Can a query hold `date`? It travels as a text with a year of four digits, and Postgres knows no year 0. */
export function isMoment(date: Date): boolean {
  const ms = date.getTime();
  return ms >= firstMs && ms <= lastMs;
}
