import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** A file that pages link to. Its address holds the digest of its bytes, so browsers keep it for good. */
export type Asset = { readonly fileName: string; readonly contentType: string; readonly body: string };

/** The style sheet and the icon of the pages. */
export const assets = {
  styleSheet: readAsset("larder.css", "css", "text/css; charset=utf-8"),
  icon: readAsset("jar.svg", "svg", "image/svg+xml"),
} as const;

const byFileName = new Map(Object.values(assets).map((asset) => [asset.fileName, asset]));

/** Returns the asset that is served as `fileName`. */
export function findAsset(fileName: string): Asset | undefined {
  return byFileName.get(fileName);
}

function readAsset(source: string, extension: string, contentType: string): Asset {
  const body = readFileSync(new URL(`../assets/${source}`, import.meta.url), "utf8");
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return { fileName: `${digest}.${extension}`, contentType, body };
}
