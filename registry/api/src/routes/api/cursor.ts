import { z } from "zod";

import { InvalidInputError } from "../valid.ts";

/** A place in a list, as it travels: not for people, and not for ever. */
export type Cursor = string;

/** How long a cursor may be: names and paths of components stand in some. */
const lengthMax = 4096;

/** `?after` of a list whose places are more than a name. */
export const cursorQuery = z
  .string()
  .max(lengthMax)
  .optional()
  .meta({ description: "Where the page begins: `next` of the page before." });

/** Returns the parts of a place as a cursor. */
export function formatCursor(parts: readonly (string | number)[]): Cursor {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** Returns the parts of a cursor; `undefined` for none. Throws {@link InvalidInputError} for one that is none of ours. */
export function parseCursor<Parts>(schema: z.ZodType<Parts>, cursor: Cursor | undefined): Parts | undefined {
  if (cursor === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (parsed.success) return parsed.data;
  throw new InvalidInputError("after", "it is not where a page of this list begins");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The number of a row, which Postgres keeps in 32 bits. */
export const rowNumber = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

/** Text that a query of the database may hold. */
export const cursorText = z
  .string()
  .max(1024)
  .refine((text) => !text.includes("\0"));
