import type { Json, JsonObject } from "@larder/packument";
import type { PackageAbout } from "@larder/registry-database";

/** Returns the addresses that a manifest names, each only when it leads to the web: clients and pages make links of them. */
export function packageLinks(manifest: JsonObject): PackageAbout["links"] {
  const links = {
    homepage: webUrl(urlOf(manifest["homepage"])),
    repository: webUrl(
      urlOf(manifest["repository"])
        ?.replace(/^git\+/, "")
        .replace(/\.git$/, ""),
    ),
    bugs: webUrl(urlOf(manifest["bugs"])),
  };
  return Object.fromEntries(Object.entries(links).filter(([, url]) => url !== undefined));
}

/** The field is a URL, or an object that has one. */
function urlOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { url } = value as JsonObject;
  return typeof url === "string" ? url : undefined;
}

function webUrl(text: string | undefined): string | undefined {
  if (text === undefined || text.length > 2048 || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === "https:" || protocol === "http:" ? href : undefined;
}
