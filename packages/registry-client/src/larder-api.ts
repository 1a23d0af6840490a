import type { ConflictReport } from "@larder/resolver";

import type { components, operations } from "./api-document.ts";

/*
 * The documents of Larder's own API (`/-/api/v1/…`), as they travel: the names that the house uses for
 * the types of the registry's OpenAPI document. `registry/api` answers with them, the client and the
 * pages read them.
 */

type Schemas = components["schemas"];

export type PackageList = Schemas["PackageList"];
export type PackageSummary = Schemas["PackageSummary"];
export type PackageDetail = Schemas["PackageDetail"];
export type VersionSummary = Schemas["VersionSummary"];
export type VersionList = Schemas["VersionList"];
export type FileList = Schemas["FileList"];
export type DependentList = Schemas["DependentList"];
export type CapabilityList = Schemas["CapabilityList"];
export type ComponentList = Schemas["ComponentList"];
export type SearchResults = Schemas["SearchResults"];
export type SearchHit = Schemas["SearchHit"];
export type ResolveAnswer =
  | Exclude<Schemas["ResolveAnswer"], { readonly outcome: "conflict" }>
  | { readonly outcome: "conflict"; readonly conflict: ConflictReport };
export type { ConflictReport };
export type PackageFrame = Schemas["PackageFrame"];
export type Account = Schemas["Account"];
export type AccountList = Schemas["AccountList"];
export type AccessToken = Schemas["AccessToken"];
export type AccessTokenList = Schemas["AccessTokenList"];
export type NewAccessToken = Schemas["NewAccessToken"];
export type AuditEntry = Schemas["AuditEntry"];
export type AuditLog = Schemas["AuditLog"];
export type OrgList = Schemas["OrgList"];
export type OrgDetail = Schemas["OrgDetail"];
export type TeamDetail = Schemas["TeamDetail"];

/** What `POST /-/api/v1/resolve` takes. */
export type ResolveRequestBody = JsonBody<"resolve">;

/** What an operation takes in its query. */
export type ApiQuery<Id extends keyof operations> = NonNullable<operations[Id]["parameters"]["query"]>;

/** What an operation takes as its body. */
export type JsonBody<Id extends keyof operations> = operations[Id] extends {
  readonly requestBody: { readonly content: { readonly "application/json": infer Body } };
}
  ? Body
  : never;
