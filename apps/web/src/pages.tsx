import { ExpectedError } from "@larder/errors";
import { isPackageName, type PackageName } from "@larder/package-spec";
import type { PackageDetail, RegistryClient } from "@larder/registry-client";
import type { VNode } from "preact";

import { type Asset, findAsset } from "./assets.ts";
import { detailOfPackument } from "./detail-of-packument.ts";
import { htmlResponse } from "./html-response.ts";
import { HomePage } from "./pages/home-page.tsx";
import { MessagePage } from "./pages/message-page.tsx";
import { PackagePage } from "./pages/package-page.tsx";
import { type Filters, type Site, siteOf } from "./site.ts";

/** What the pages ask of the registry: its public API, and nothing else. */
export type PagesSource = Pick<RegistryClient, "listPackages" | "search" | "findPackage" | "fetchPackument">;

export type PagesOptions = {
  readonly source: PagesSource;
  /** Where clients reach the registry. */
  readonly publicUrl: string;
};

/** Answers a request for a page or an asset; `undefined` for a request that is neither. */
export type Pages = (request: Request) => Promise<Response> | undefined;

const pageSize = 50;

/** Returns the registry's pages. They work without JavaScript, and a package's page is at the package's own URL. */
export function createPages({ source, publicUrl }: PagesOptions): Pages {
  const site = siteOf(publicUrl);
  return (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const url = new URL(request.url);
    const path = decodePath(withoutBase(site, url.pathname));

    const assetName = /^\/-\/assets\/([\w.]+)$/.exec(path)?.[1];
    if (assetName !== undefined) return Promise.resolve(assetResponse(findAsset(assetName)));

    // What stands behind `/-/` is for programs, or an archive that a browser saves.
    if (path.includes("/-/") || !wantsHtml(request)) return undefined;
    return answer(site, () => choosePage({ source, site, path, query: url.searchParams }));
  };
}

type Answer = { readonly page: VNode; readonly status: number };
type PageRequest = {
  readonly source: PagesSource;
  readonly site: Site;
  readonly path: string;
  readonly query: URLSearchParams;
};

/** A refusal of the API becomes a page that repeats its sentence; a bug goes on to the edge. */
async function answer(site: Site, choose: () => Promise<Answer>): Promise<Response> {
  try {
    const { page, status } = await choose();
    return htmlResponse(page, status);
  } catch (error) {
    if (!(error instanceof ExpectedError)) throw error;
    const status = "status" in error && typeof error.status === "number" ? error.status : 503;
    const heading = status === 401 || status === 403 ? "This needs a login" : "This did not work";
    return htmlResponse(<MessagePage site={site} heading={heading} sentence={error.message} />, status);
  }
}

async function choosePage(request: PageRequest): Promise<Answer> {
  const { site, path } = request;
  if (path === "/") return homePage(request);
  const name = path.slice(1).replace(/\/$/, "");
  if (isPackageName(name)) return packagePage(request, name);
  return notFound(site, `There is no page at ${path}`);
}

async function homePage({ source, site, query }: PageRequest): Promise<Answer> {
  const filters = readFilters(query);
  const from = Math.max(0, Math.trunc(Number(query.get("from") ?? 0)) || 0);
  const page = { from, size: pageSize };
  const searching = Object.keys(filters).length > 0;
  const found = searching ? await source.search({ ...filters, ...page }) : await source.listPackages(page);
  const packages = "hits" in found ? found.hits : found.packages;
  const shown = { site, filters, packages, total: found.total, from, pageSize };
  return { status: 200, page: <HomePage {...shown} /> };
}

async function packagePage({ source, site }: PageRequest, name: PackageName): Promise<Answer> {
  const hosted = await source.findPackage(name);
  const detail = hosted ?? (await findUplinked(source, name));
  if (detail === undefined) return notFound(site, `No package of this registry is called ${name}`);
  return { status: 200, page: <PackagePage site={site} detail={detail} isHosted={hosted !== undefined} /> };
}

/** What packages here depend on comes from elsewhere, and the links to it work as well. */
async function findUplinked(source: PagesSource, name: PackageName): Promise<PackageDetail | undefined> {
  const packument = await source.fetchPackument(name);
  return packument === undefined ? undefined : detailOfPackument(packument);
}

function notFound(site: Site, sentence: string): Answer {
  return { status: 404, page: <MessagePage site={site} heading="Nothing is here" sentence={sentence} /> };
}

function readFilters(query: URLSearchParams): Filters {
  const names = ["text", "domain", "plugin", "kind"] as const;
  const given = names.map((name) => [name, query.get(name)?.trim() ?? ""] as const).filter(([, value]) => value !== "");
  return Object.fromEntries(given);
}

function wantsHtml(request: Request): boolean {
  return request.headers.get("accept")?.includes("text/html") === true;
}

/** A proxy may pass its path on, or take it away. */
function withoutBase({ basePath }: Site, path: string): string {
  return basePath !== "" && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
}

/** `%2f` and `%40` are as good as what they stand for; a path that cannot be decoded names nothing. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function assetResponse(asset: Asset | undefined): Response {
  if (asset === undefined) return new Response("There is no such asset\n", { status: 404 });
  return new Response(asset.body, {
    headers: {
      "content-type": asset.contentType,
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    },
  });
}
