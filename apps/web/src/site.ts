import type { PackageName } from "@larder/package-spec";

/** What every page knows of the registry that it belongs to. */
export type Site = {
  /** Where clients reach the registry, without a slash at its end. */
  readonly publicUrl: string;
  /** The path of that URL: `""`, or `/larder` behind a proxy that serves other things too. */
  readonly basePath: string;
};

/** Returns the site of the registry at `publicUrl`. */
export function siteOf(publicUrl: string): Site {
  const url = publicUrl.replace(/\/+$/, "");
  return { publicUrl: url, basePath: new URL(url).pathname.replace(/\/+$/, "") };
}

/** Returns the address of a package's page: its own URL. */
export function packageHref(site: Site, name: PackageName): string {
  return `${site.basePath}/${name}`;
}

/** What the list on the home page is narrowed to. */
export type Filters = {
  readonly text?: string;
  readonly domain?: string;
  readonly plugin?: string;
  readonly kind?: string;
};

/** Returns the address of the home page, narrowed to `filters`, from the hit with that number on. */
export function homeHref(site: Site, filters: Filters = {}, from = 0): string {
  const given = Object.entries(filters).filter(([, value]) => value !== undefined);
  const query = new URLSearchParams([...given, ...(from > 0 ? [["from", String(from)]] : [])] as [string, string][]);
  return `${site.basePath}/${query.size === 0 ? "" : `?${query.toString()}`}`;
}

/** Returns `text` when it is a web address; a package may write anything into its homepage. */
export function webAddress(text: string | null): string | undefined {
  if (text === null || !URL.canParse(text)) return undefined;
  return ["http:", "https:"].includes(new URL(text).protocol) ? text : undefined;
}
