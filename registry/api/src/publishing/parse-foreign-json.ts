/**
 * Parses JSON that a stranger wrote, for values that are copied around and kept in the database.
 *
 * Two things are left out, wherever they stand: members named `__proto__`, and the character NUL, which
 * Postgres keeps in no text (a README in UTF-16 brings many). Throws `SyntaxError`, and `RangeError` for
 * what is nested too deeply to be read.
 */
export function parseForeignJson(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) => {
    if (key === "__proto__" || key.includes("\0")) return undefined;
    return typeof value === "string" ? withoutNul(value) : value;
  });
}

/** Returns `text` without the character that Postgres cannot keep. */
export function withoutNul(text: string): string {
  return text.includes("\0") ? text.replaceAll("\0", "") : text;
}
