import { abbreviatedContentType, tarballFile, tarballPath } from "@larder/packument";
import { escapePackageName, type PackageName, type Version } from "@larder/package-spec";

import { ArchivesTogether } from "./archives-together.ts";
import { distTagsSchema, loginSchema, whoamiSchema } from "./answers.ts";
import { abbreviatedSchema, packumentSchema } from "./parse-packument.ts";
import type { RegistryClient, TarballPlace } from "./registry-client.ts";
import type { RegistryError } from "./registry-error.ts";
import type { Requester } from "./requester.ts";

type NpmCall =
  | "fetchPackument"
  | "fetchAbbreviated"
  | "fetchTarball"
  | "publish"
  | "listDistTags"
  | "setDistTag"
  | "deleteDistTag"
  | "whoami"
  | "login"
  | "ping";

/** The calls of npm's protocol. */
export function npmCalls(requester: Requester): Pick<RegistryClient, NpmCall> {
  const archives = new ArchivesTogether(requester);
  return {
    fetchPackument: (name) =>
      requester.findJson(packagePath(name), packumentSchema(name), { isAbsence: isMissingPackage }),
    fetchAbbreviated: (name) =>
      requester.findJson(packagePath(name), abbreviatedSchema(name), {
        accept: `${abbreviatedContentType}; q=1.0, application/json; q=0.8, */*`,
        isAbsence: isMissingPackage,
      }),
    fetchTarball: async function* fetchTarball(place, signal) {
      const together = place.tarballPath === undefined ? await archives.find(place, signal) : undefined;
      if (together === undefined) yield* archives.readSingle(pathOf(place, new URL(requester.url).pathname), signal);
      else yield* together;
    },

    publish: async (document) => {
      const name = document.name as PackageName;
      return { created: (await requester.send(packagePath(name), { method: "PUT", body: document })) === 201 };
    },
    listDistTags: async (name) =>
      (await requester.readJson(tagsPath(name), distTagsSchema)) as { readonly [tag: string]: Version },
    setDistTag: async (name, tag, version) => {
      await requester.send(`${tagsPath(name)}/${encodeURIComponent(tag)}`, { method: "PUT", body: version });
    },
    deleteDistTag: async (name, tag) => {
      await requester.send(`${tagsPath(name)}/${encodeURIComponent(tag)}`, { method: "DELETE" });
    },

    whoami: async () => (await requester.readJson("/-/whoami", whoamiSchema)).username,
    login: async ({ name, password }) => {
      const id = `org.couchdb.user:${name}`;
      const body = { _id: id, name, password, type: "user", roles: [], date: new Date().toISOString() };
      const path = `/-/user/${encodeURIComponent(id)}`;
      return (await requester.readJson(path, loginSchema, { method: "PUT", body })).token;
    },
    ping: async () => {
      await requester.send("/-/ping");
    },
  };
}

function packagePath(name: PackageName): string {
  return `/${escapePackageName(name)}`;
}

function tagsPath(name: PackageName): string {
  return `/-/package/${escapePackageName(name)}/dist-tags`;
}

/**
 * The canonical place of an archive, when the lock names no other. A lock knows no URLs: the path that
 * it names begins at the host, and may repeat the one that the registry itself is below.
 */
function pathOf({ name, version, tarballPath: path }: TarballPlace, registryPath: string): string {
  if (path === undefined) return tarballPath(name, tarballFile(name, version));
  const fromHost = path.startsWith("/") ? path : `/${path}`;
  return registryPath !== "/" && fromHost.startsWith(`${registryPath}/`)
    ? fromHost.slice(registryPath.length)
    : fromHost;
}

function isMissingPackage(error: RegistryError): boolean {
  return error.status === 404;
}
