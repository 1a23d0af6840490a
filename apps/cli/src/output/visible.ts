import { styleOf } from "./style.ts";

/**
 * Returns `text`, which somebody else wrote, so that a terminal shows what it says: characters that move the cursor,
 * end the line or turn the direction of writing stand there as `\u{1b}`.
 */
export function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, codeOf);
}

/** Those that no text of ours has, but for the ends of its lines. */
const foreign = String.raw`(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]`;
const foreignOnly = new RegExp(foreign, "gu");

/** What each style begins and ends with. */
const styleCodes = Object.values(styleOf(true)).flatMap((paint) => paint("|").split("|"));
const styleOrForeign = new RegExp(`(${styleCodes.join("|").replaceAll("[", String.raw`\[`)})|${foreign}`, "gu");

/**
 * Returns `text`, which has lines of ours, so that nothing that others wrote in it can do anything to a terminal but be
 * read: names, descriptions and answers of registries come into many texts.
 */
export function harmless(text: string): string {
  return text.replaceAll(foreignOnly, codeOf);
}

/** Does the same with a text that was styled: the styles stay. */
export function harmlessStyled(text: string): string {
  return text.replaceAll(styleOrForeign, (found, style: string | undefined) => style ?? codeOf(found));
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
