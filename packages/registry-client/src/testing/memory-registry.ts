import { createHash } from "node:crypto";

import {
  abbreviatedContentType,
  abbreviatePackument,
  type JsonObject,
  type Manifest,
  type Packument,
  tarballFile,
  tarballPath,
} from "@larder/packument";
import { integrityOfSha512, parsePackageName, parseVersion, type PackageName } from "@larder/package-spec";

import type { SigningKey } from "../registry-client.ts";
import type { Signer } from "./signer.ts";
import { respondResolve } from "./respond-resolve.ts";

/** A registry in memory: it answers what clients and installers ask, as a real one does over HTTP. */
export type MemoryRegistry = {
  readonly url: string;
  /** Give this to `createRegistryClient`. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Publishes a version, at the start of 2026 unless told otherwise in ISO 8601; it becomes `latest`. */
  add(packageJson: PackageJson, tarball: Uint8Array, published?: string): void;
  /** Takes a version away, as an unpublish or a lost disk does. */
  remove(name: string, version: string): void;
  /** Serves other bytes for a version than those that its integrity promises. */
  tamper(name: string, version: string, tarball: Uint8Array): void;
  /** Whose signatures versions get that are added from now on. */
  signers: readonly Signer[];
  /** What it shows of keys; nothing at all while it is `undefined`, as registries that sign nothing. */
  keys: readonly SigningKey[] | undefined;
  /** What was asked, in order: `GET /left-pad`. */
  readonly requests: string[];
};

/** The `package.json` of a version. */
export type PackageJson = JsonObject & { readonly name: string; readonly version: string };

/** Which kind of registry it is. */
export type MemoryRegistryOptions = {
  /** `larder` resolves and says relations in short documents; `npm` does neither. */
  readonly kind?: "larder" | "npm";
  readonly url?: string;
  /** Runs before each answer: it may wait, throw, or answer itself. */
  readonly before?: (request: Request) => Promise<Response | undefined> | Response | undefined;
};

/** Returns an empty registry in memory. */
export function memoryRegistry(options: MemoryRegistryOptions = {}): MemoryRegistry {
  const { kind = "larder", url = "http://registry.example", before = () => undefined } = options;
  const packuments = new Map<PackageName, Packument>();
  const tarballs = new Map<string, Uint8Array>();
  const requests: string[] = [];

  const registry: MemoryRegistry = {
    url,
    requests,
    signers: [],
    keys: undefined,
    add: (packageJson, tarball, published = "2026-01-01T00:00:00.000Z") => {
      const manifest = manifestOf(url, packageJson, tarball, registry.signers);
      packuments.set(manifest.name, withVersion(packuments.get(manifest.name), manifest, published));
      tarballs.set(pathOf(manifest.name, manifest.version), tarball);
    },
    remove: (name, version) => {
      const packument = packuments.get(parsePackageName(name));
      if (packument === undefined) throw new Error(`There is no ${name}`);
      packuments.set(packument.name, withoutVersion(packument, version));
      tarballs.delete(pathOf(packument.name, version));
    },
    tamper: (name, version, tarball) => {
      tarballs.set(pathOf(parsePackageName(name), version), tarball);
    },
    fetch: async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname);
      requests.push(`${request.method} ${path}`);
      const early = await before(request);
      if (early !== undefined) return early;
      const tarball = tarballs.get(path);
      if (tarball !== undefined) return new Response(tarball.slice());
      if (path === "/-/ping") return Response.json({});
      if (path === "/-/npm/v1/keys" && registry.keys !== undefined) return Response.json({ keys: registry.keys });
      if (path === "/-/api/v1/resolve" && kind === "larder") return await respondResolve(request, packuments);
      return answerPackument(request, packuments.get(path.slice(1) as PackageName), kind);
    },
  };
  return registry;
}

function answerPackument(request: Request, packument: Packument | undefined, kind: "larder" | "npm"): Response {
  if (packument === undefined) return Response.json({ error: "Not found" }, { status: 404 });
  const wantsShort = request.headers.get("accept")?.includes(abbreviatedContentType) === true;
  if (!wantsShort) return Response.json(packument);
  const short = abbreviatePackument(packument);
  return Response.json(kind === "larder" ? short : withoutOurs(short));
}

/** What only Larder says in a short document: relations, times, and who published. */
function withoutOurs({ time: _time, ...packument }: ReturnType<typeof abbreviatePackument>): object {
  const versions = Object.entries(packument.versions).map(
    ([version, { larder: _larder, _npmUser: _publisher, ...manifest }]) => [version, manifest],
  );
  return { ...packument, versions: Object.fromEntries(versions) };
}

function manifestOf(url: string, packageJson: PackageJson, tarball: Uint8Array, signers: readonly Signer[]): Manifest {
  const name = parsePackageName(packageJson.name);
  const version = parseVersion(packageJson.version);
  const integrity = integrityOfSha512(createHash("sha512").update(tarball).digest("base64"));
  const signatures = signers.map((signer) => signer.sign(`${name}@${version}:${integrity}`));
  const dist = { tarball: `${url}${pathOf(name, version)}`, integrity, ...(signers.length > 0 && { signatures }) };
  return { ...packageJson, name, version, dist };
}

function withVersion(packument: Packument | undefined, manifest: Manifest, published: string): Packument {
  const { created = published, modified = published, ...times } = packument?.time ?? {};
  return {
    _id: manifest.name,
    _rev: "1-0",
    name: manifest.name,
    "dist-tags": { ...packument?.["dist-tags"], latest: manifest.version },
    versions: { ...packument?.versions, [manifest.version]: manifest },
    time: { created, modified: modified > published ? modified : published, ...times, [manifest.version]: published },
    maintainers: [],
  };
}

function withoutVersion(packument: Packument, version: string): Packument {
  const { [version]: _removed, ...versions } = packument.versions;
  const last = Object.keys(versions).at(-1);
  return { ...packument, versions, "dist-tags": last === undefined ? {} : { latest: parseVersion(last) } };
}

function pathOf(name: PackageName, version: string): string {
  return tarballPath(name, tarballFile(name, parseVersion(version)));
}
