import { escapePackageName } from "@larder/package-spec";

import { componentListSchema, packageDetailSchema, packageListSchema, searchResultsSchema } from "./answers.ts";
import type { RegistryClient } from "./registry-client.ts";
import type { Requester } from "./requester.ts";
import { askToResolve } from "./resolving/streamed-resolve.ts";
import { withQuery } from "./with-query.ts";

type LarderCall =
  | "listPackages"
  | "findPackage"
  | "listComponents"
  | "listDomains"
  | "listPlugins"
  | "search"
  | "resolve";

/** The calls of Larder's own API. */
export function larderCalls(requester: Requester): Pick<RegistryClient, LarderCall> {
  return {
    listPackages: (page = {}) => requester.readJson(withQuery("/-/api/v1/packages", page), packageListSchema),
    findPackage: (name, version) => {
      const path = `/-/api/v1/packages/${escapePackageName(name)}`;
      return requester.findJson(
        version === undefined ? path : `${path}/versions/${encodeURIComponent(version)}`,
        packageDetailSchema,
        { isAbsence: (error) => error.status === 404 },
      );
    },
    listComponents: (query) => requester.readJson(withQuery("/-/api/v1/components", query), componentListSchema),
    listDomains: (page = {}) => requester.readJson(withQuery("/-/api/v1/domains", page), componentListSchema),
    listPlugins: (page = {}) => requester.readJson(withQuery("/-/api/v1/plugins", page), componentListSchema),
    search: (query) => requester.readJson(withQuery("/-/api/v1/search", query), searchResultsSchema),
    resolve: (body, onPackage, onWaiting) => askToResolve(requester, body, onPackage && { onPackage, onWaiting }),
  };
}
