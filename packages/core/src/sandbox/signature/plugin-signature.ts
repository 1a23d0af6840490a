import { createHmac, timingSafeEqual } from "node:crypto";
import { lstatSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** The files of a plugin that may be signed. */
export type SignedFiles = {
  /** Absolute. */
  readonly directory: string;
  /** All files, relative, with forward slashes. */
  readonly paths: readonly string[];
};

/** What a signature says, and whether it holds. */
export type SignatureCheck =
  | { readonly outcome: "unsigned" }
  | { readonly outcome: "valid"; readonly plugin: string; readonly version: string }
  | { readonly outcome: "invalid"; readonly reason: string };

/** Where a plugin's signature stands. */
const signatureName = "plugin.sig";

const algorithm = "HMAC-SHA256";
const manifestNames = ["plugin.yaml", "plugin.yml", "plugin.json", "package.json"] as const;
/** Caches of other tools. What code could import is signed, wherever it lies. */
const skipped = /(?:^|\/)(?:__pycache__|\.(?:mypy_cache|pytest_cache|ruff_cache))\/|\.pyc$/;

type Signature = { readonly plugin: string; readonly version: string; readonly digest: string };

/**
 * Returns the digest of a plugin under `key`: over the bytes of its manifest, and then, for each file of the folder
 * `source`, sorted by its path there, the path, a zero byte, its bytes and a zero byte. Caches, links, signatures and
 * manifests in that folder are no part of it.
 */
function digestPlugin({ directory, paths }: SignedFiles, source: string, key: Uint8Array): string {
  const manifest = manifestNames.find((name) => paths.includes(name));
  const hmac = createHmac("sha256", key);
  if (manifest !== undefined) hmac.update(readFileSync(join(directory, manifest)));
  for (const path of sourcesOf({ directory, paths }, source)) {
    hmac
      .update(posix.relative(source, path))
      .update("\0")
      .update(readFileSync(join(directory, path)))
      .update("\0");
  }
  return hmac.digest("hex");
}

function sourcesOf({ directory, paths }: SignedFiles, source: string): readonly string[] {
  return paths
    .filter((path) => (source === "." || path.startsWith(`${source}/`)) && !isLeftOut(path))
    .filter((path) => lstatSync(join(directory, path)).isFile())
    .toSorted();
}

function isLeftOut(path: string): boolean {
  return skipped.test(path) || [signatureName, ...manifestNames].includes(posix.basename(path));
}

/** Returns the text of a `plugin.sig` for a plugin whose code is in the folder `source`. */
export function signPlugin(
  files: SignedFiles,
  { source, plugin, version, key }: { source: string; plugin: string; version: string; key: Uint8Array },
): string {
  const signature = { plugin, version, digest: digestPlugin(files, source, key), algo: algorithm };
  return `${JSON.stringify(signature, undefined, 2)}\n`;
}

/** Checks the `plugin.sig` of a plugin against its files, its version and the host's `key`. Nothing of it runs. */
export function checkPluginSignature(
  files: SignedFiles,
  { source, version, key }: { readonly source: string; readonly version: string; readonly key: Uint8Array },
): SignatureCheck {
  if (!files.paths.includes(signatureName)) return { outcome: "unsigned" };
  const signature = parseSignature(readFileSync(join(files.directory, signatureName), "utf8"));
  if (signature === undefined) return { outcome: "invalid", reason: `\`${signatureName}\` is no signature` };
  if (signature.version !== version) {
    return { outcome: "invalid", reason: `its signature is for version \`${signature.version}\`` };
  }
  const digest = digestPlugin(files, source, key);
  if (!timingSafeEqual(Buffer.from(digest, "hex"), Buffer.from(signature.digest, "hex"))) {
    return { outcome: "invalid", reason: "its files are not those that were signed with this host's key" };
  }
  return { outcome: "valid", plugin: signature.plugin, version };
}

function parseSignature(text: string): Signature | undefined {
  let signature: unknown;
  try {
    signature = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { plugin, version, digest, algo } = (signature ?? {}) as { readonly [field: string]: unknown };
  if (typeof plugin !== "string" || typeof version !== "string" || algo !== algorithm) return undefined;
  return typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest) ? { plugin, version, digest } : undefined;
}
