import { type Column, type SQL, sql } from "drizzle-orm";

/**
 * Is `column` one of `texts`? For lists whose length varies: they travel as one parameter, so that the statement is the
 * same for each length and is planned once.
 */
export function isOneOf(column: Column, texts: readonly string[]): SQL {
  return sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb)))`;
}
