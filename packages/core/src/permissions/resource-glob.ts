/** Says whether a resource fits a pattern. */
export type ResourceMatcher = (resource: string) => boolean;

type Token =
  | { readonly type: "text"; readonly character: string }
  | { readonly type: "any" }
  | { readonly type: "many" }
  | CharacterSet;
type CharacterSet = {
  readonly type: "set";
  readonly ranges: readonly (readonly [string, string])[];
  readonly negated: boolean;
};

/**
 * Returns the matcher of a shell-style pattern: `*` is any text, also empty and across dots and
 * slashes, `?` is one character, `[a-z]` and `[!a-z]` one of a set. Everything else is itself.
 *
 * It is not built on regular expressions, since packages write these patterns: a star returns to the
 * last star only, so the time is at worst the product of both lengths, whatever the pattern.
 */
export function resourceMatcher(pattern: string): ResourceMatcher {
  const tokens = readTokens(pattern);
  if (tokens.every((token) => token.type === "text")) return (resource) => resource === pattern;
  return (resource) => matches(tokens, resource);
}

function readTokens(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const end = character === "[" ? pattern.indexOf("]", index + 2) : -1;
    if (end !== -1) {
      tokens.push(readSet(pattern.slice(index + 1, end)));
      index = end;
    } else if (character === "*") {
      if (tokens.at(-1)?.type !== "many") tokens.push({ type: "many" });
    } else {
      tokens.push(character === "?" ? { type: "any" } : { type: "text", character });
    }
  }
  return tokens;
}

function readSet(text: string): CharacterSet {
  const negated = text.startsWith("!");
  const characters = negated ? text.slice(1) : text;
  const ranges: (readonly [string, string])[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const from = characters.charAt(index);
    const isRange = characters[index + 1] === "-" && index + 2 < characters.length;
    ranges.push([from, isRange ? characters.charAt(index + 2) : from]);
    if (isRange) index += 2;
  }
  return { type: "set", ranges, negated };
}

function matches(tokens: readonly Token[], resource: string): boolean {
  let at = 0;
  let position = 0;
  let star: { readonly at: number; position: number } | undefined;
  while (position < resource.length) {
    const token = tokens[at];
    if (token?.type === "many") {
      star = { at: at + 1, position };
      at += 1;
    } else if (token !== undefined && matchesOne(token, resource.charAt(position))) {
      at += 1;
      position += 1;
    } else if (star !== undefined) {
      star.position += 1;
      at = star.at;
      position = star.position;
    } else {
      return false;
    }
  }
  return tokens.slice(at).every((token) => token.type === "many");
}

function matchesOne(token: Token, character: string): boolean {
  if (token.type === "text") return token.character === character;
  if (token.type === "set")
    return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated;
  return true;
}
