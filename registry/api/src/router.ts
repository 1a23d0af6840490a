import type { Hono } from "hono";

import { getCapabilities } from "./routes/api/get-capabilities.ts";
import { actionKinds, getComponents, getComponentsOfKind } from "./routes/api/get-components.ts";
import { getPackageDetail, getVersionDetail } from "./routes/api/get-package-detail.ts";
import { getDependents } from "./routes/api/get-dependents.ts";
import { getVersionFile } from "./routes/api/get-version-file.ts";
import { getVersionFiles } from "./routes/api/get-version-files.ts";
import { getVersions } from "./routes/api/get-versions.ts";
import { getPackages } from "./routes/api/get-packages.ts";
import { getSearch } from "./routes/api/get-search.ts";
import { postArchives } from "./routes/api/post-archives.ts";
import { postResolve } from "./routes/api/post-resolve.ts";
import { getAttestations } from "./routes/security/get-attestations.ts";
import { getChanges } from "./routes/packages/get-changes.ts";
import { getKeys } from "./routes/security/get-keys.ts";
import { getNpmSearch } from "./routes/search/get-npm-search.ts";
import { getDownloadsPoint, getDownloadsRange } from "./routes/downloads/get-downloads.ts";
import { getMetrics } from "./routes/operating/get-metrics.ts";
import { getPackageDownloads } from "./routes/api/get-package-downloads.ts";
import { limitRate } from "./routes/limit-rate.ts";
import { getDocs, getOpenapi } from "./routes/openapi/get-openapi.ts";
import { getRoot } from "./routes/packages/get-root.ts";
import { identifyCaller } from "./routes/identify-caller.ts";
import { deleteDistTag } from "./routes/dist-tags/delete-dist-tag.ts";
import { deleteOwner } from "./routes/owners/delete-owner.ts";
import { deletePackage } from "./routes/packages/delete-package.ts";
import { deleteTarball } from "./routes/packages/delete-tarball.ts";
import { deleteTokenByKey } from "./routes/tokens/delete-token-by-key.ts";
import { deleteToken } from "./routes/tokens/delete-token.ts";
import { getDistTags } from "./routes/dist-tags/get-dist-tags.ts";
import { getHealthz } from "./routes/operating/get-health.ts";
import { getOwners } from "./routes/owners/get-owners.ts";
import { getPackage } from "./routes/packages/get-package.ts";
import { getPing } from "./routes/operating/get-ping.ts";
import { getProfile } from "./routes/accounts/get-profile.ts";
import { getReadyz } from "./routes/operating/get-readiness.ts";
import { getTarball } from "./routes/packages/get-tarball.ts";
import { getTokens } from "./routes/tokens/get-tokens.ts";
import { getUser } from "./routes/accounts/get-user.ts";
import { getVersion } from "./routes/packages/get-version.ts";
import { getWebLoginDone } from "./routes/login/get-web-login-done.ts";
import { getWebLoginPage } from "./routes/login/get-web-login-page.ts";
import { getWhoami } from "./routes/accounts/get-whoami.ts";
import { postProfile } from "./routes/accounts/post-profile.ts";
import { postToken } from "./routes/tokens/post-token.ts";
import { postAdvisories } from "./routes/security/post-advisories.ts";
import { postAudit } from "./routes/security/post-audit.ts";
import { postWebLoginPage } from "./routes/login/post-web-login-page.ts";
import { postWebLogin } from "./routes/login/post-web-login.ts";
import { putBatch } from "./routes/packages/put-batch.ts";
import { putDistTag } from "./routes/dist-tags/put-dist-tag.ts";
import { postDistTags, putDistTags } from "./routes/dist-tags/put-dist-tags.ts";
import { putOwner } from "./routes/owners/put-owner.ts";
import { putPackage } from "./routes/packages/put-package.ts";
import { putPackageRevision } from "./routes/packages/put-package-revision.ts";
import { putUser } from "./routes/login/put-user.ts";
import { deleteAccessToken } from "./routes/administration/delete-access-token.ts";
import { getAccessTokens } from "./routes/administration/get-access-tokens.ts";
import { getAccount } from "./routes/administration/get-account.ts";
import { getAuditExport } from "./routes/administration/get-audit-export.ts";
import { getAuditLog } from "./routes/administration/get-audit-log.ts";
import { getOrgDetail } from "./routes/administration/get-org.ts";
import { getOrgs } from "./routes/administration/get-orgs.ts";
import { getTeamDetail } from "./routes/administration/get-team.ts";
import { getUsers } from "./routes/administration/get-users.ts";
import { patchAccount } from "./routes/administration/patch-account.ts";
import { postAccessToken } from "./routes/administration/post-access-token.ts";
import { postUser } from "./routes/administration/post-user.ts";
import { getAccess, getVisibility } from "./routes/access/get-access.ts";
import { getCollaborators } from "./routes/access/get-collaborators.ts";
import { postAccess } from "./routes/access/post-access.ts";
import { deleteOrgMember } from "./routes/orgs/delete-org-member.ts";
import { getOrgMembers } from "./routes/orgs/get-org-members.ts";
import { getOrgPackages } from "./routes/orgs/get-org-packages.ts";
import { getUserPackages } from "./routes/orgs/get-user-packages.ts";
import { putOrgMember } from "./routes/orgs/put-org-member.ts";
import { changeNamedStar, changePackageStar } from "./routes/stars/change-stars-of-caller.ts";
import { getOwnStars, getStarredByUser, getStarsOfUser } from "./routes/stars/get-stars.ts";
import { deleteTeamMember, putTeamMember } from "./routes/teams/change-team-members.ts";
import { deleteTeamPackage, putTeamPackage } from "./routes/teams/change-team-packages.ts";
import { deleteTeam } from "./routes/teams/delete-team.ts";
import { getTeamMembers } from "./routes/teams/get-team-members.ts";
import { getTeamPackages } from "./routes/teams/get-team-packages.ts";
import { getTeams } from "./routes/teams/get-teams.ts";
import { putTeam } from "./routes/teams/put-team.ts";
import type { RegistryEnv } from "./routes/registry-routes.ts";

/**
 * Adds every route of the registry to `app`, grouped by who calls it.
 *
 * Names of packages own the root, so everything else stands below `/-/` and before them. Hono answers
 * `HEAD` wherever there is a `GET`.
 */
export function addRoutes(app: Hono<RegistryEnv>): void {
  addOpenRoutes(app);

  // Everything below knows who asks.
  app.use(identifyCaller);
  app.use(limitRate);

  addAccountRoutes(app);
  addAdministrationRoutes(app);

  // Dist-tags: `npm dist-tag`.
  app.get("/-/package/:name/dist-tags", ...getDistTags);
  app.put("/-/package/:name/dist-tags", ...putDistTags);
  app.post("/-/package/:name/dist-tags", ...postDistTags);
  app.put("/-/package/:name/dist-tags/:tag", ...putDistTag);
  app.post("/-/package/:name/dist-tags/:tag", ...putDistTag);
  app.delete("/-/package/:name/dist-tags/:tag", ...deleteDistTag);

  // Maintainers: `pnpm owner`; npm changes the packument.
  app.get("/-/package/:name/owners", ...getOwners);
  app.put("/-/package/:name/owners", ...putOwner);
  app.delete("/-/package/:name/owners/:user", ...deleteOwner);

  addSharingRoutes(app);

  // Several packages at once: `pnpm publish -r --batch`, under its released and its coming name.
  app.put("/-/pnpr/v0/publish", ...putBatch);
  app.put("/-/pnpm/v1/publish", ...putBatch);

  // What vouches for versions, and what is known against them: `npm audit signatures`, `npm audit`.
  app.get("/-/npm/v1/keys", ...getKeys);
  app.get("/-/npm/v1/attestations/:spec", ...getAttestations);
  app.post("/-/npm/v1/security/advisories/bulk", ...postAdvisories);
  app.post("/-/npm/v1/security/audits/quick", ...postAudit);
  app.post("/-/npm/v1/security/audits", ...postAudit);

  addLarderRoutes(app);

  // Search: `npm search`.
  app.get("/-/v1/search", ...getNpmSearch);

  // Downloads, where npm counts them.
  app.get("/downloads/point/:period/:name", ...getDownloadsPoint);
  app.get("/downloads/range/:period/:name", ...getDownloadsRange);

  // Nothing below `/-/` is a package.
  app.all("/-/*", (c) => c.notFound());

  // Packages: every client that installs or publishes.
  app.get("/", ...getRoot);
  app.get("/_changes", ...getChanges);
  app.get("/:name", ...getPackage);
  app.put("/:name", ...putPackage);
  app.put("/:name/-rev/:rev", ...putPackageRevision);
  app.delete("/:name/-rev/:rev", ...deletePackage);
  app.delete("/:name/-/:file/-rev/:rev", ...deleteTarball);
  app.get("/:name/:versionOrTag", ...getVersion);
  app.get("/:name/-/:file", ...getTarball);
}

/** Probes and logins: without a credential, or in spite of an old one. */
function addOpenRoutes(app: Hono<RegistryEnv>): void {
  app.get("/-/ping", ...getPing);
  app.get("/-/healthz", ...getHealthz);
  app.get("/-/readyz", ...getReadyz);
  app.get("/-/metrics", ...getMetrics);
  app.post("/-/v1/login", ...postWebLogin);
  app.get("/-/v1/login/:page", ...getWebLoginPage);
  app.post("/-/v1/login/:page", ...postWebLoginPage);
  app.get("/-/v1/done/:done", ...getWebLoginDone);
  app.put("/-/user/:user", ...putUser);
  app.put("/-/user/:user/-rev/:rev", ...putUser);
}

/** Larder's own API: `larder`, the pages, programs. */
function addLarderRoutes(app: Hono<RegistryEnv>): void {
  app.get("/-/api/v1/openapi.json", ...getOpenapi(() => app.routes));
  app.get("/-/api/v1/docs", ...getDocs(() => app.routes));
  app.get("/-/api/v1/packages", ...getPackages);
  app.get("/-/api/v1/packages/:name", ...getPackageDetail);
  app.get("/-/api/v1/packages/:name/versions", ...getVersions);
  app.get("/-/api/v1/packages/:name/versions/:version", ...getVersionDetail);
  app.get("/-/api/v1/packages/:name/versions/:version/files", ...getVersionFiles);
  app.get("/-/api/v1/packages/:name/versions/:version/files/:path{.+}", ...getVersionFile);
  app.get("/-/api/v1/packages/:name/dependents", ...getDependents);
  app.get("/-/api/v1/packages/:name/downloads", ...getPackageDownloads);
  app.get("/-/api/v1/components", ...getComponents);
  app.get("/-/api/v1/domains", ...getComponentsOfKind(["domain"], { id: "listDomains", what: "domain" }));
  app.get("/-/api/v1/plugins", ...getComponentsOfKind(["plugin"], { id: "listPlugins", what: "plugin" }));
  app.get("/-/api/v1/actions", ...getComponentsOfKind(actionKinds, { id: "listActions", what: "action" }));
  app.get("/-/api/v1/capabilities", ...getCapabilities);
  app.get("/-/api/v1/search", ...getSearch);
  app.post("/-/api/v1/resolve", ...postResolve);
  app.post("/-/api/v1/archives", ...postArchives);
}

/** Accounts and what was done with them, in Larder's own API. */
function addAdministrationRoutes(app: Hono<RegistryEnv>): void {
  app.get("/-/api/v1/users", ...getUsers);
  app.post("/-/api/v1/users", ...postUser);
  app.get("/-/api/v1/users/:user", ...getAccount);
  app.patch("/-/api/v1/users/:user", ...patchAccount);
  app.get("/-/api/v1/tokens", ...getAccessTokens);
  app.post("/-/api/v1/tokens", ...postAccessToken);
  app.delete("/-/api/v1/tokens/:key", ...deleteAccessToken);
  app.get("/-/api/v1/orgs", ...getOrgs);
  app.get("/-/api/v1/orgs/:org", ...getOrgDetail);
  app.get("/-/api/v1/orgs/:org/teams/:team", ...getTeamDetail);
  app.get("/-/api/v1/audit-log", ...getAuditLog);
  app.get("/-/api/v1/audit-log/export", ...getAuditExport);
}

/** Who works with what: `npm access`, `npm org`, `npm team`, `npm star`, and the same of pnpm. */
function addSharingRoutes(app: Hono<RegistryEnv>): void {
  app.get("/-/package/:name/visibility", ...getVisibility);
  app.get("/-/package/:name/access", ...getAccess);
  app.post("/-/package/:name/access", ...postAccess);
  app.get("/-/package/:name/collaborators", ...getCollaborators);

  app.get("/-/org/:org/user", ...getOrgMembers);
  app.put("/-/org/:org/user", ...putOrgMember);
  app.delete("/-/org/:org/user", ...deleteOrgMember);
  app.get("/-/org/:org/package", ...getOrgPackages);
  app.get("/-/user/:user/package", ...getUserPackages);

  app.get("/-/org/:org/team", ...getTeams);
  app.put("/-/org/:org/team", ...putTeam);
  app.delete("/-/team/:org/:team", ...deleteTeam);
  app.get("/-/team/:org/:team/user", ...getTeamMembers);
  app.put("/-/team/:org/:team/user", ...putTeamMember);
  app.delete("/-/team/:org/:team/user", ...deleteTeamMember);
  app.get("/-/team/:org/:team/package", ...getTeamPackages);
  app.put("/-/team/:org/:team/package", ...putTeamPackage);
  app.delete("/-/team/:org/:team/package", ...deleteTeamPackage);

  app.get("/-/user/v1/star", ...getOwnStars);
  app.put("/-/user/v1/star", ...changeNamedStar(true));
  app.delete("/-/user/v1/star", ...changeNamedStar(false));
  app.put("/-/user/package/:name/star", ...changePackageStar(true));
  app.delete("/-/user/package/:name/star", ...changePackageStar(false));
  app.get("/-/user/:user/stars", ...getStarsOfUser);
  app.get("/-/_view/starredByUser", ...getStarredByUser);
}

function addAccountRoutes(app: Hono<RegistryEnv>): void {
  // Accounts: `npm whoami`, `npm profile`, `npm logout`.
  app.get("/-/whoami", ...getWhoami);
  app.get("/-/npm/v1/user", ...getProfile);
  app.post("/-/npm/v1/user", ...postProfile);
  app.get("/-/user/:user", ...getUser);
  app.delete("/-/user/token/:token", ...deleteToken);

  // Tokens: `npm token`.
  app.get("/-/npm/v1/tokens", ...getTokens);
  app.post("/-/npm/v1/tokens", ...postToken);
  app.delete("/-/npm/v1/tokens/token/:key", ...deleteTokenByKey);
}
