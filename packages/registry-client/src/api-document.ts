/* Made from the OpenAPI document of the registry by its tests, which also say how. */

import type { PackageName, Version } from "@larder/package-spec";
export interface paths {
    readonly "/-/api/v1/users": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the users of the registry, by name */
        readonly get: operations["listUsers"];
        readonly put?: never;
        /** Makes a user */
        readonly post: operations["createUser"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/users/{user}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns a user: anybody themselves, an administrator everybody */
        readonly get: operations["getUser"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        /**
         * Disables a user or enables it again, makes it an administrator or no longer one, sets address or password
         * @description What is not said stays. A user is never removed: versions and the audit log name it.
         */
        readonly patch: operations["changeUser"];
        readonly trace?: never;
    };
    readonly "/-/api/v1/tokens": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists your tokens, or as an administrator those of a user */
        readonly get: operations["listTokens"];
        readonly put?: never;
        /** Makes a token: for yourself with your password, or as an administrator for a user */
        readonly post: operations["createToken"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/tokens/{key}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        readonly post?: never;
        /** Ends one of your tokens, or as an administrator one of a user */
        readonly delete: operations["endToken"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/orgs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the organisations that you belong to, or as an administrator all, by name */
        readonly get: operations["listOrgs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/orgs/{org}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns who and what is in an organisation, for its members and for administrators */
        readonly get: operations["getOrg"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/orgs/{org}/teams/{team}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns who is in a team and what was granted to it, as far as you may read it */
        readonly get: operations["getTeam"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/audit-log": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists who did what, newest first */
        readonly get: operations["listAuditLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/audit-log/export": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns the whole audit log, oldest first, one JSON document a line */
        readonly get: operations["exportAuditLog"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/openapi.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns this document */
        readonly get: operations["getOpenapi"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/docs": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns this document as a page */
        readonly get: operations["getDocs"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the packages that are published here, by name */
        readonly get: operations["listPackages"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns what there is to know of a package, about its latest version */
        readonly get: operations["getPackage"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/versions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the versions of a package, the last published first */
        readonly get: operations["listVersions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/versions/{version}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns what there is to know of a package, about one version */
        readonly get: operations["getVersion"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/versions/{version}/files": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the files in the archive of a version, with their sizes and hashes */
        readonly get: operations["listFiles"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/versions/{version}/files/{path}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns one file of the archive of a version, as text where it is text */
        readonly get: operations["getFile"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/dependents": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists the packages whose latest versions name a package, the last published first */
        readonly get: operations["listDependents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/packages/{name}/downloads": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Returns how often the archives of a package were downloaded, by day and by version */
        readonly get: operations["getDownloads"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/components": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which package has what, of the latest versions */
        readonly get: operations["listComponents"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/domains": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which package has which domain */
        readonly get: operations["listDomains"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/plugins": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which package has which plugin */
        readonly get: operations["listPlugins"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/actions": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which package has which action */
        readonly get: operations["listActions"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/capabilities": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Lists which package provides and which requires what, of the latest versions, by capability */
        readonly get: operations["listCapabilities"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/search": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Finds packages by their words and by what is in them, the best first */
        readonly get: operations["searchPackages"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/resolve": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Resolves what a host wants to one lock, or says why there is none
         * @description Who accepts `application/x-ndjson` is told on the way which packages the lock will probably name.
         */
        readonly post: operations["resolve"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/-/api/v1/archives": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Returns the archives of many versions in one answer
         * @description Each comes as a frame of three numbers of four bytes, big endian, and then its bytes: the place of the package in the question, from 0; a status; the count of the bytes. Status 200 has an archive behind it; each other one the JSON of a refusal, which is that of the archive's own request. Frames come in the order in which archives are at hand. An answer that ends before all came has broken off. An archive of more than 4194304 bytes is 413, and has to be asked for by itself.
         */
        readonly post: operations["getArchives"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly AccountList: {
            readonly users: readonly components["schemas"]["Account"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description Somebody, or some machine, that acts here. */
        readonly Account: {
            /** @example ada */
            readonly name: string;
            readonly email: string | null;
            readonly isAdmin: boolean;
            /** @description Nobody logs in with it, and none of its tokens is good. */
            readonly isDisabled: boolean;
            /** Format: date-time */
            readonly created: string;
        };
        /** @description Why something was refused, or failed. */
        readonly Failure: {
            /** @description What failed, in one sentence that names the thing. */
            readonly error: string;
            /** @enum {string} */
            readonly code: "EUSAGE" | "ECONFIG" | "EINVALIDPACKAGENAME" | "EINVALIDVERSION" | "EINVALIDRANGE" | "EINVALIDTAGNAME" | "EINVALIDSPEC" | "EBADREQUEST" | "EVALIDATION" | "E401" | "ENEEDAUTH" | "E403" | "E404" | "E405" | "E409" | "E413" | "E414" | "E429" | "EPUBLISHCONFLICT" | "EMANIFESTMISMATCH" | "EBADARCHIVE" | "EMANIFEST" | "EINTEGRITY" | "ETARGET" | "ERESOLVE" | "ELOCKFILE" | "ELOCKSTALE" | "EHOST" | "ESTORE" | "EHELD" | "EADDRINUSE" | "EDATABASE" | "EUNAVAILABLE" | "EUPLINK" | "ENETWORK" | "EPOLICY" | "EUNTRUSTED" | "EPLUGIN" | "EACTION" | "ETIMEOUT" | "EINTERNAL";
            /** @description One next step. */
            readonly hint?: string;
            /** @description What failed, in one sentence that names the thing. */
            readonly reason: string;
            /** @description What failed, in one sentence that names the thing. */
            readonly message: string;
            /** @constant */
            readonly success: false;
        };
        /** @description Newest first. */
        readonly AccessTokenList: {
            readonly tokens: readonly components["schemas"]["AccessToken"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description A token, without its secret. */
        readonly AccessToken: {
            /** @description Names the token in requests. It is no secret. */
            readonly key: string;
            readonly user: string;
            /**
             * @description The beginning of the secret, by which a person knows it.
             * @example lrd_Ab3x
             */
            readonly prefix: string;
            readonly name: string;
            readonly description: string | null;
            readonly scopes: readonly ("read" | "publish" | "admin" | "cache")[];
            /** @description Names, and patterns such as `@acme/*`. None means all. */
            readonly packages: readonly string[];
            /** @description The addresses that it is used from. None means all. */
            readonly cidrs: readonly string[];
            /** Format: date-time */
            readonly created: string;
            readonly expires: string | null;
            readonly lastUsed: string | null;
        };
        readonly NewAccessToken: {
            /** @description Names the token in requests. It is no secret. */
            readonly key: string;
            readonly user: string;
            /**
             * @description The beginning of the secret, by which a person knows it.
             * @example lrd_Ab3x
             */
            readonly prefix: string;
            readonly name: string;
            readonly description: string | null;
            readonly scopes: readonly ("read" | "publish" | "admin" | "cache")[];
            /** @description Names, and patterns such as `@acme/*`. None means all. */
            readonly packages: readonly string[];
            /** @description The addresses that it is used from. None means all. */
            readonly cidrs: readonly string[];
            /** Format: date-time */
            readonly created: string;
            readonly expires: string | null;
            readonly lastUsed: string | null;
            /** @description The secret. It is said this once, and kept nowhere. */
            readonly token: string;
        };
        readonly OrgList: {
            readonly orgs: readonly components["schemas"]["OrgSummary"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        readonly OrgSummary: {
            /**
             * @description Without the `@` of the scope that it owns.
             * @example acme
             */
            readonly name: string;
            /** @description Yours; `null` when you are no member. */
            readonly role: components["schemas"]["OrgRole"] | null;
        };
        /**
         * @description Each may do what those after it may.
         * @enum {string}
         */
        readonly OrgRole: "owner" | "admin" | "developer";
        readonly OrgDetail: {
            readonly name: string;
            /** Format: date-time */
            readonly created: string;
            readonly members: readonly {
                readonly name: string;
                readonly role: components["schemas"]["OrgRole"];
            }[];
            readonly teams: readonly {
                readonly name: string;
                readonly description: string | null;
                /** Format: date-time */
                readonly created: string;
            }[];
        };
        /** @description Who is in a team, and what was granted to it. */
        readonly TeamDetail: {
            readonly org: string;
            readonly name: string;
            readonly description: string | null;
            /** Format: date-time */
            readonly created: string;
            readonly members: readonly string[];
            readonly packages: readonly {
                /**
                 * Format: package-name
                 * @example @acme/chat
                 */
                readonly name: PackageName;
                /** @enum {string} */
                readonly permission: "read-only" | "read-write";
            }[];
        };
        /** @description Newest first. */
        readonly AuditLog: {
            readonly entries: readonly components["schemas"]["AuditEntry"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description One thing that somebody did. Entries are never changed or removed. */
        readonly AuditEntry: {
            readonly id: number;
            /** Format: date-time */
            readonly at: string;
            /** @description The name of a user, or `operator` for the command line of the machine. */
            readonly actor: string;
            /**
             * @example package.publish
             * @example token.create
             */
            readonly action: string;
            /**
             * @example @acme/chat@1.0.0
             * @example user:ada
             */
            readonly target: string;
            /** @description What was there; `null` when nothing was. */
            readonly before: unknown;
            /** @description What is there since; `null` when nothing is. */
            readonly after: unknown;
            /** @description The address of the client, when it came over the network. */
            readonly ip: string | null;
        };
        readonly PackageList: {
            readonly packages: readonly components["schemas"]["PackageSummary"][];
            readonly total: number;
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next?: string | null;
        };
        /** @description One package in a list. */
        readonly PackageSummary: {
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly name: PackageName;
            /**
             * Format: version
             * @description The version of `latest`.
             * @example 1.0.0
             */
            readonly version: Version;
            readonly description: string | null;
            readonly keywords: readonly string[];
            /**
             * Format: date-time
             * @description When anything in the package changed last.
             */
            readonly modified: string;
            readonly domains: readonly string[];
            readonly plugins: readonly string[];
            /** @description Kind → how many components of it the latest version has. */
            readonly componentCounts: {
                readonly [key: string]: number;
            };
        };
        /**
         * @description Its directory.
         * @enum {string}
         */
        readonly ComponentKind: "plugin" | "prompt-provider" | "domain" | "schema" | "template" | "recipe" | "link" | "function" | "actor" | "service" | "model" | "chatflow" | "wiki" | "html" | "frontend" | "theme" | "completion";
        /** @description What a page shows of a package. */
        readonly PackageDetail: {
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly name: PackageName;
            /**
             * Format: version
             * @description The version that is shown: the one that was asked for, or `latest`.
             * @example 1.0.0
             */
            readonly version: Version;
            readonly description: string | null;
            readonly keywords: readonly string[];
            /**
             * Format: date-time
             * @description When anything in the package changed last.
             */
            readonly modified: string;
            readonly domains: readonly string[];
            readonly plugins: readonly string[];
            /** @description Kind → how many components of it the latest version has. */
            readonly componentCounts: {
                readonly [key: string]: number;
            };
            readonly distTags: {
                readonly [key: string]: Version;
            };
            /** @description The last 1,000, newest first, and the one that is shown. */
            readonly versions: readonly components["schemas"]["VersionSummary"][];
            readonly maintainers: readonly string[];
            readonly license: string | null;
            readonly homepage: string | null;
            readonly readme: string | null;
            readonly components: readonly components["schemas"]["Component"][];
            readonly requires: {
                readonly [key: string]: string;
            };
            readonly provides: {
                readonly [key: string]: string;
            };
            readonly dependencies: {
                readonly [key: string]: string;
            };
        };
        readonly VersionSummary: {
            /**
             * Format: version
             * @example 1.0.0
             */
            readonly version: Version;
            /** Format: date-time */
            readonly published: string;
            readonly publishedBy: string;
            /** @description Why nobody should use it any more. */
            readonly deprecated: string | null;
            /** @description Of the archive, in bytes. */
            readonly size: number;
            /** @description Of its files, in bytes. */
            readonly unpackedSize: number;
        };
        /** @description A typed file or folder inside a package. */
        readonly Component: {
            readonly kind: components["schemas"]["ComponentKind"];
            /**
             * @example prometheus
             * @example metrics.summarise
             */
            readonly name: string;
            /** @description The file or folder, relative to the root of the package. */
            readonly path: string;
            readonly title?: string;
            readonly description?: string;
            /** @enum {string} */
            readonly status: "ok" | "unsupported-code";
        };
        readonly VersionList: {
            readonly versions: readonly components["schemas"]["VersionSummary"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description What is in the archive of a version. */
        readonly FileList: {
            /** @description Sorted by path. */
            readonly files: readonly components["schemas"]["PublishedFile"][];
            /** @description Of the paths and contents of all files, in hex: equal for archives that unpack to the same. */
            readonly contentDigest: string | null;
            /** @description Of the archive, as `npm` writes it: `sha512-…`. */
            readonly integrity: string;
            /** @description Of all files, in bytes. */
            readonly unpackedSize: number;
        };
        readonly PublishedFile: {
            /** @description Relative to the root of the package, with forward slashes. */
            readonly path: string;
            /** @description In bytes. */
            readonly size: number;
            /** @description Of its content, in hex. */
            readonly sha256: string;
        };
        readonly DependentList: {
            readonly dependents: readonly components["schemas"]["Dependent"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description A package whose latest version names another. */
        readonly Dependent: {
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly package: PackageName;
            /**
             * Format: version
             * @description Its latest.
             * @example 1.0.0
             */
            readonly version: Version;
            /** @enum {string} */
            readonly kind: "prod" | "dev" | "optional" | "peer" | "requires" | "provides" | "conflicts";
            /** @description As its author wrote it. */
            readonly range: string;
        };
        /** @description How often the archives of a package were downloaded. */
        readonly PackageDownloads: {
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly name: PackageName;
            /**
             * Format: date
             * @description In UTC.
             */
            readonly from: string;
            /**
             * Format: date
             * @description In UTC.
             */
            readonly to: string;
            readonly total: number;
            readonly days: readonly {
                /**
                 * Format: date
                 * @description In UTC.
                 */
                readonly day: string;
                readonly downloads: number;
            }[];
            readonly versions: readonly {
                /**
                 * Format: version
                 * @example 1.0.0
                 */
                readonly version: Version;
                readonly downloads: number;
            }[];
        };
        readonly ComponentList: {
            readonly components: readonly components["schemas"]["OwnedComponent"][];
            /** @description Counted up to 1,000. */
            readonly total: number;
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next?: string | null;
        };
        /** @description A component, and the version that has it. */
        readonly OwnedComponent: {
            readonly kind: components["schemas"]["ComponentKind"];
            /**
             * @example prometheus
             * @example metrics.summarise
             */
            readonly name: string;
            /** @description The file or folder, relative to the root of the package. */
            readonly path: string;
            readonly title?: string;
            readonly description?: string;
            /** @enum {string} */
            readonly status: "ok" | "unsupported-code";
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly package: PackageName;
            /**
             * Format: version
             * @example 1.0.0
             */
            readonly version: Version;
        };
        readonly CapabilityList: {
            readonly capabilities: readonly components["schemas"]["CapabilityUse"][];
            /** @description Ask with it as `after` for the next page; `null` on the last one. */
            readonly next: string | null;
        };
        /** @description A capability that a package provides or requires. */
        readonly CapabilityUse: {
            /** @example clock */
            readonly capability: string;
            /** @enum {string} */
            readonly kind: "provides" | "requires";
            /** @description What is required, or the version that is provided. */
            readonly range: string;
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly package: PackageName;
            /**
             * Format: version
             * @description Its latest.
             * @example 1.0.0
             */
            readonly version: Version;
        };
        readonly SearchResults: {
            readonly hits: readonly components["schemas"]["SearchHit"][];
            /** @description How many there are in all; 1,000 means as many or more. */
            readonly total: number;
            readonly facets?: components["schemas"]["SearchFacets"];
        };
        readonly SearchHit: {
            /**
             * Format: package-name
             * @example @acme/chat
             */
            readonly name: PackageName;
            /**
             * Format: version
             * @description The version of `latest`.
             * @example 1.0.0
             */
            readonly version: Version;
            readonly description: string | null;
            readonly keywords: readonly string[];
            /**
             * Format: date-time
             * @description When anything in the package changed last.
             */
            readonly modified: string;
            readonly domains: readonly string[];
            readonly plugins: readonly string[];
            /** @description Kind → how many components of it the latest version has. */
            readonly componentCounts: {
                readonly [key: string]: number;
            };
            readonly score: number;
            /** @description What made it a hit, when a domain, a plugin or a kind was asked for. */
            readonly matched: readonly components["schemas"]["Component"][];
            readonly why?: components["schemas"]["SearchExplanation"];
        };
        /** @description What the score is the sum of, and where the words stand. */
        readonly SearchExplanation: {
            /** @description 100 for the name, 50 for the name without its scope, 10 for a beginning of it, 8 for words of it, 5 for keywords, 2 for words elsewhere; up to 5 for a name that looks like the text. */
            readonly match: number;
            /** @description What the package says of itself, times its weight. */
            readonly quality: number;
            /** @description How often it is fetched, times its weight. */
            readonly popularity: number;
            /** @description How recent its latest version is, times its weight. */
            readonly maintenance: number;
            readonly words: readonly components["schemas"]["ExplainedWord"][];
        };
        /** @description A word of the search, and where the package has it. */
        readonly ExplainedWord: {
            readonly word: string;
            readonly places: readonly ("name" | "keywords" | "description")[];
        };
        /** @description What the packages that were found have in common. */
        readonly SearchFacets: {
            /** @description Among how many packages was counted; 500 means that there may be more. */
            readonly counted: number;
            /** @description Parameter of the search → its most frequent values, the most frequent first. */
            readonly fields: {
                readonly [key: string]: readonly components["schemas"]["FacetValue"][];
            };
        };
        readonly FacetValue: {
            readonly value: string;
            readonly packages: number;
        };
        /** @description A lock, or why there is none. */
        readonly ResolveAnswer: {
            /** @constant */
            readonly outcome: "solved";
            /** @description A whole `larder.lock`. */
            readonly lock: string;
            /** @description When what is signed and was not in the lock before was published, by its id, ISO 8601. */
            readonly published?: {
                readonly [key: string]: string;
            };
        } | {
            /** @constant */
            readonly outcome: "unchanged";
        } | {
            /** @constant */
            readonly outcome: "conflict";
            readonly conflict: components["schemas"]["ConflictReport"];
        };
        /** @description A conflict as sentences, and as data for programs. */
        readonly ConflictReport: {
            /** @description The last one is the conclusion. */
            readonly sentences: readonly string[];
            /** @description Each was tried, and helps. */
            readonly suggestions: readonly string[];
        };
        /** @description The last line is `done` or `error`; an answer that ends without one of them has broken off. */
        readonly ResolveFrame: components["schemas"]["PackageFrame"] | {
            /** @constant */
            readonly type: "waiting";
            readonly seconds: number;
        } | {
            /** @constant */
            readonly type: "done";
            readonly answer: components["schemas"]["ResolveAnswer"];
        } | {
            /** @constant */
            readonly type: "error";
            readonly status: number;
            readonly error: {
                readonly error: string;
                readonly code: string;
            };
        };
        /** @description A package that the lock will probably name, so that its archive can be fetched already. Only the lock decides. */
        readonly PackageFrame: {
            /** @constant */
            readonly type: "package";
            readonly name: string;
            readonly version: string;
            readonly integrity: string;
            /** @description Only where it is not the canonical place. */
            readonly tarballPath?: string;
            readonly unpackedSize?: number;
            readonly fileCount?: number;
            readonly os?: readonly string[];
            readonly cpu?: readonly string[];
            readonly libc?: readonly string[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly listUsers: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly size?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccountList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly createUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                    /** @description Without one, nobody logs in: the user acts by the tokens that an administrator makes. */
                    readonly password?: string;
                    readonly email?: string;
                    /** @default false */
                    readonly isAdmin?: boolean;
                };
            };
        };
        readonly responses: {
            /** @description Success */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            /** @description There is a user of that name */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly user: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            /** @description There is no such user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly changeUser: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly user: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly isAdmin?: boolean;
                    readonly isDisabled?: boolean;
                    readonly email?: string | null;
                    readonly password?: string;
                };
            };
        };
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Account"];
                };
            };
            /** @description There is no such user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Nobody else would be an administrator */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listTokens: {
        readonly parameters: {
            readonly query?: {
                readonly after?: number;
                readonly size?: number;
                readonly user?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AccessTokenList"];
                };
            };
            /** @description There is no such user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly createToken: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    /** @description Whose it will be; only for administrators. */
                    readonly user?: string;
                    /** @description Yours, once more, for a token of your own. */
                    readonly password?: string;
                    /** @default API token */
                    readonly name?: string;
                    readonly description?: string;
                    /**
                     * @default [
                     *       "read"
                     *     ]
                     */
                    readonly scopes?: readonly ("read" | "publish" | "admin" | "cache")[];
                    /**
                     * @description Names, and patterns such as `@acme/*`. None means all.
                     * @default []
                     */
                    readonly packages?: readonly string[];
                    /**
                     * @description The addresses that it is used from. None means all.
                     * @default []
                     */
                    readonly cidrs?: readonly string[];
                    /** Format: date-time */
                    readonly expires?: string;
                };
            };
        };
        readonly responses: {
            /** @description Success */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["NewAccessToken"];
                };
            };
            /** @description There is no such user */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly endToken: {
        readonly parameters: {
            readonly query?: {
                readonly user?: string;
            };
            readonly header?: never;
            readonly path: {
                /** @description The `key` of the token, or its secret. */
                readonly key: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description There is no such token or user, or it has ended already */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listOrgs: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly size?: number;
                /** @description `all` is for administrators. */
                readonly of?: "me" | "all";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrgList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getOrg: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly org: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["OrgDetail"];
                };
            };
            /** @description There is no such organisation */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getTeam: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly org: string;
                readonly team: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["TeamDetail"];
                };
            };
            /** @description There is no such team */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listAuditLog: {
        readonly parameters: {
            readonly query?: {
                readonly after?: number;
                readonly size?: number;
                readonly actor?: string;
                readonly action?: string;
                readonly target?: string;
                readonly since?: string;
                readonly until?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["AuditLog"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly exportAuditLog: {
        readonly parameters: {
            readonly query?: {
                readonly actor?: string;
                readonly action?: string;
                readonly target?: string;
                readonly since?: string;
                readonly until?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/x-ndjson": components["schemas"]["AuditEntry"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getOpenapi: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly openapi: string;
                    };
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getDocs: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listPackages: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PackageList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getPackage: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PackageDetail"];
                };
            };
            /** @description There is no such package here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listVersions: {
        readonly parameters: {
            readonly query?: {
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
                readonly size?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["VersionList"];
                };
            };
            /** @description There is no such package here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getVersion: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
                readonly version: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PackageDetail"];
                };
            };
            /** @description There is no such package here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listFiles: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
                readonly version: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["FileList"];
                };
            };
            /** @description There is no such version here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getFile: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly name: string;
                readonly version: string;
                /** @description As the list of files has it, with its slashes. */
                readonly path: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                    readonly "application/octet-stream": string;
                };
            };
            /** @description There is no such file here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description The file is larger than 2097152 bytes */
            readonly 413: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listDependents: {
        readonly parameters: {
            readonly query?: {
                /** @description Only those whose range covers this version. */
                readonly version?: string;
                readonly kind?: "prod" | "dev" | "optional" | "peer" | "requires" | "provides" | "conflicts";
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
                readonly size?: number;
            };
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["DependentList"];
                };
            };
            /** @description The caller may not see the package */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getDownloads: {
        readonly parameters: {
            readonly query?: {
                /** @description `last-day`, `last-week`, `last-month`, `last-year`, a day, or `FROM:TO`. */
                readonly period?: string;
            };
            readonly header?: never;
            readonly path: {
                readonly name: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["PackageDownloads"];
                };
            };
            /** @description There is no such package here, or the caller may not see it */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listComponents: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
                readonly kind?: "plugin" | "prompt-provider" | "domain" | "schema" | "template" | "recipe" | "link" | "function" | "actor" | "service" | "model" | "chatflow" | "wiki" | "html" | "frontend" | "theme" | "completion";
                readonly name?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ComponentList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listDomains: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ComponentList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listPlugins: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ComponentList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listActions: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ComponentList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly listCapabilities: {
        readonly parameters: {
            readonly query?: {
                /** @description Without `capability:`. */
                readonly name?: string;
                readonly kind?: "provides" | "requires";
                /** @description Where the page begins: `next` of the page before. */
                readonly after?: string;
                readonly size?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["CapabilityList"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly searchPackages: {
        readonly parameters: {
            readonly query?: {
                readonly from?: number;
                readonly size?: number;
                /** @description Words, and qualifiers as `npm search` knows them: `keywords:json,yaml -is:deprecated`. */
                readonly text?: string;
                readonly scope?: string;
                readonly keyword?: string;
                readonly author?: string;
                readonly maintainer?: string;
                readonly license?: string;
                readonly domain?: string;
                readonly plugin?: string;
                readonly kind?: "plugin" | "prompt-provider" | "domain" | "schema" | "template" | "recipe" | "link" | "function" | "actor" | "service" | "model" | "chatflow" | "wiki" | "html" | "frontend" | "theme" | "completion";
                /** @description A version or a range of the core that it must run on. */
                readonly host?: string;
                /** @description Only what was changed since this day or moment. */
                readonly updated?: string;
                /** @description Whether to count what the hits have in common. */
                readonly facets?: "0" | "1" | "" | "true" | "false";
                /** @description Whether to say why each hit stands where it stands. */
                readonly explain?: "0" | "1" | "" | "true" | "false";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["SearchResults"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly resolve: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly registry: string;
                    readonly coreVersion: string;
                    /** @default [] */
                    readonly provided?: readonly string[];
                    readonly wants: {
                        readonly [key: string]: string;
                    };
                    /** @description Where each want is written, for the sentences of a conflict: `larder.yaml:7`. */
                    readonly declaredIn?: {
                        readonly [key: string]: string;
                    };
                    /** @default [] */
                    readonly shared?: readonly string[];
                    /** @default {} */
                    readonly overrides?: {
                        readonly [key: string]: string;
                    };
                    /** @description What the registry must heed to answer at all, and one that does not know it refuses: `nested-overrides` for overrides with `**`, or with several parents. */
                    readonly needs?: readonly "nested-overrides"[];
                    readonly extensions?: {
                        readonly [key: string]: {
                            readonly dependencies?: {
                                readonly [key: string]: string;
                            };
                            readonly optionalDependencies?: {
                                readonly [key: string]: string;
                            };
                            readonly peerDependencies?: {
                                readonly [key: string]: string;
                            };
                            readonly peerDependenciesMeta?: {
                                readonly [key: string]: {
                                    readonly optional?: boolean;
                                };
                            };
                        };
                    };
                    readonly given?: readonly {
                        readonly alias: string;
                        readonly source: {
                            /** @constant */
                            readonly type: "git";
                            readonly repository: string;
                            readonly commit: string;
                            readonly directory?: string;
                        } | {
                            /** @constant */
                            readonly type: "path";
                            readonly path: string;
                        } | {
                            /** @constant */
                            readonly type: "tarball";
                            readonly url: string;
                        };
                        readonly manifest: {
                            readonly name: string;
                            readonly version: string;
                            readonly dist: {
                                readonly tarball: string;
                                readonly integrity: string;
                            } & {
                                readonly [key: string]: unknown;
                            };
                            readonly dependencies?: {
                                readonly [key: string]: string;
                            };
                            readonly optionalDependencies?: {
                                readonly [key: string]: string;
                            };
                            readonly peerDependencies?: {
                                readonly [key: string]: string;
                            };
                        } & {
                            readonly [key: string]: unknown;
                        };
                    }[];
                    /** @description What the operator of the host asks of every version, besides what this registry asks. */
                    readonly policy?: {
                        readonly minimumAgeMs: number;
                        readonly minimumAgeExempt: readonly string[];
                        /** @enum {string} */
                        readonly trust: "any" | "no-downgrade";
                        /** @enum {string} */
                        readonly deprecated: "allow" | "refuse";
                        readonly block: {
                            readonly [key: string]: string;
                        };
                        readonly platforms: readonly {
                            readonly os: string;
                            readonly cpu: string;
                            readonly libc?: string;
                        }[];
                        readonly node?: string;
                    };
                    /** @description The time for which the answer holds; needed by a minimum age. */
                    readonly asOf?: string;
                    /** @enum {string} */
                    readonly prefer?: "newest" | "lowest";
                    /**
                     * @description The whole `larder.lock` that stands.
                     * @default null
                     */
                    readonly lock?: string | null;
                    /** @default [] */
                    readonly update?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ResolveAnswer"];
                    readonly "application/x-ndjson": components["schemas"]["ResolveFrame"];
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    readonly getArchives: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly packages: readonly {
                        readonly name: string;
                        readonly version: string;
                    }[];
                };
            };
        };
        readonly responses: {
            /** @description Success */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/vnd.larder.archives": string;
                };
            };
            /** @description Every other refusal or failure */
            readonly default: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
