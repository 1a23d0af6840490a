import { UsageError } from "../errors.ts";

/**
 * Returns the origins that `text` lists with commas between them, as browsers write them. Throws {@link UsageError} for
 * what is none: with a path, or for any site, it would never match.
 */
export function parseOrigins(text: string, option: string): readonly string[] {
  return text.split(",").map((part) => {
    const url = URL.parse(part.trim());
    const isOrigin = url !== null && ["http:", "https:"].includes(url.protocol) && url.href === `${url.origin}/`;
    if (isOrigin) return url.origin;
    throw new UsageError(`\`${option} ${part.trim()}\` is not the origin of a site`, {
      hint: "Use one such as `https://app.example`, several with commas between them",
    });
  });
}
