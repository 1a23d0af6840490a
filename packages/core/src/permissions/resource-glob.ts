/** The longest pattern that means anything; manifests have none that is longer. */
const patternLengthMax = 512;
/** The longest name that a pattern may fit. */
const resourceLengthMax = 4096;

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
 * last star only, so the time is at worst the product of both lengths, whatever the pattern. Both lengths are limited,
 * since packages choose them: nothing fits a longer name, and a longer pattern is a TypeError.
 *
 * A pattern of URLs, `net:https://*.example/v1/*`, is matched in two parts: what stands for a host never
 * reaches into the path, where whoever made the URL could write anything. Without a path it means any.
 */
export function resourceMatcher(pattern: string): ResourceMatcher {
  if (pattern.length > patternLengthMax) throw new TypeError(`A pattern has at most ${patternLengthMax} letters`);
  const fits = urlOrTextMatcher(pattern);
  return (resource) => resource.length <= resourceLengthMax && fits(resource);
}

function urlOrTextMatcher(pattern: string): ResourceMatcher {
  const url = splitUrl(pattern);
  if (url === undefined) return textMatcher(pattern);
  const origin = textMatcher(url.origin);
  const path = textMatcher(url.path === "" ? "*" : url.path);
  return (resource) => {
    const parts = splitUrl(resource);
    return parts !== undefined && origin(parts.origin) && path(parts.path);
  };
}

/** Returns the two parts of a pattern or a resource that is a URL: `net:https://api.example`, `/v1`. */
function splitUrl(text: string): { readonly origin: string; readonly path: string } | undefined {
  const slashes = /^(?:private-)?net:[^/]*:\/\//u.exec(text)?.[0].length;
  if (slashes === undefined) return undefined;
  const end = text.indexOf("/", slashes);
  return end === -1 ? { origin: text, path: "" } : { origin: text.slice(0, end), path: text.slice(end) };
}

function textMatcher(pattern: string): ResourceMatcher {
  const tokens = readTokens(pattern);
  if (tokens.every((token) => token.type === "text")) return (resource) => resource === pattern;
  return (resource) => matches(tokens, resource);
}

/** Might `pattern` match something that begins with `prefix`? Says yes too often rather than too rarely. */
export function mayMatchBelow(pattern: string, prefix: string): boolean {
  const wildcard = pattern.search(/[*?[]/u);
  if (wildcard === -1) return pattern.startsWith(prefix);
  const start = pattern.slice(0, wildcard);
  return start.startsWith(prefix) || prefix.startsWith(start);
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
