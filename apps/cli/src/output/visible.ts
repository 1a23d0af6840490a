/**
 * Returns `text`, which somebody else wrote, so that a terminal shows what it says: characters that move the cursor,
 * end the line or turn the direction of writing stand there as `\u{1b}`.
 */
export function visible(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
