import { UsageError } from "../errors.ts";

/** Returns `text` as the URL of a registry, without a slash at its end. Throws {@link UsageError}, which names `source`. */
export function parseRegistryUrl(text: string, source: string): string {
  if (!/^https?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    throw new UsageError(`\`${source} ${text}\` is not the URL of a registry`, {
      hint: "Use an http or https URL, such as `http://127.0.0.1:5273`",
    });
  }
  return text.replace(/\/+$/, "");
}
