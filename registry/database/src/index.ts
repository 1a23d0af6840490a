export { hashPassword, verifyPassword } from "@larder/credentials";

export { addDownloads, listDownloadsByDay, listDownloadsByVersion } from "./queries/downloads.ts";
export type { DownloadsOf, DownloadsRow } from "./queries/downloads.ts";
export { OrgExistsError, TeamExistsError, UserExistsError, VersionExistsError } from "./conflict-errors.ts";
export { openRegistryDatabase, registryMigrations } from "./database.ts";
export type { Database, RegistryDatabase, RegistrySchema } from "./database.ts";
export { isMoment } from "./is-moment.ts";
export { regexOfNamePattern } from "./name-rules.ts";
export type { NameRule, ReadableNames } from "./name-rules.ts";
export {
  DistTagNotFoundError,
  OrgNotFoundError,
  PackageNotFoundError,
  TeamNotFoundError,
  UserNotFoundError,
  VersionNotFoundError,
} from "./not-found-errors.ts";
export { developersTeam, formatTeam, InvalidOrgNameError, parseOrgName, parseTeamName } from "./org-name.ts";
export type { OrgName, TeamName } from "./org-name.ts";
export type { Page } from "./page.ts";
export { isUnstable, termFields, termOf } from "./search-terms.ts";
export type { TermField } from "./search-terms.ts";
export { isHostText } from "./version-multirange.ts";
export { createTokenSecret, hashTokenSecret, tokenPrefix } from "./token-secret.ts";
export type { TokenSecret } from "./token-secret.ts";
export { InvalidUserNameError, isUserName, parseUserName } from "./user-name.ts";
export type { UserName } from "./user-name.ts";

export {
  deleteOlderAdvisories,
  insertAdvisories,
  listAdvisories,
  nextAdvisoryGeneration,
  readAdvisoryGeneration,
  setAdvisoryGeneration,
} from "./queries/advisories.ts";
export type { Advisory, AdvisoryRow } from "./queries/advisories.ts";
export { insertAttestations, listAttestations } from "./queries/attestations.ts";
export { appendAudit, listAudit, listAuditAfter } from "./queries/audit-log.ts";
export type { AuditFilter, AuditRow, NewAuditEntry } from "./queries/audit-log.ts";
export { bumpChange, changesChannel, listChanges, readChangeSequence } from "./queries/changes.ts";
export type { ChangeRow, NewChange } from "./queries/changes.ts";
export { countComponents, listComponents, listComponentsOf, listComponentsOfVersions } from "./queries/components.ts";
export type { ComponentFilter, ComponentPlace, OwnedComponent } from "./queries/components.ts";
export { listCollaborators, listPackagesOfOrg, listPackagesOfUser } from "./queries/collaborators.ts";
export type { Collaborator } from "./queries/collaborators.ts";
export { deleteDistTag, listDistTags, setDistTag } from "./queries/dist-tags.ts";
export type { NewDistTag } from "./queries/dist-tags.ts";
export {
  deleteDocument,
  findDocument,
  listPackagesWithVersions,
  listShortDocuments,
  putDocument,
} from "./queries/documents.ts";
export type { DocumentRow } from "./queries/documents.ts";
export { hasDependents, listCapabilities, listDependents, listEdgesOf } from "./queries/edges.ts";
export type { CapabilityUse, Dependent, Edge } from "./queries/edges.ts";
export { insertPublished } from "./queries/insert-published.ts";
export type { NewPublished } from "./queries/insert-published.ts";
export { deleteMaintainer, insertMaintainer, isMaintainer, listMaintainers } from "./queries/maintainers.ts";
export type { Maintainer, NewMaintainer } from "./queries/maintainers.ts";
export { findMemberships } from "./queries/memberships.ts";
export type { Memberships } from "./queries/memberships.ts";
export { deleteOrgMember, listOrgMembers, setOrgMember } from "./queries/org-members.ts";
export type { NewOrgMember, OrgMember } from "./queries/org-members.ts";
export { countOrgs, findOrg, getOrg, insertOrg, listOrgs, lockOrg } from "./queries/orgs.ts";
export type { NewOrg, OrgRow } from "./queries/orgs.ts";
export {
  findPackageRights,
  listHostedNames,
  listReadable,
  listRestricted,
  openPackage,
  restrictPackage,
  updateReaders,
} from "./queries/package-rights.ts";
export type { ExistingRights, PackageRights, Readers } from "./queries/package-rights.ts";
export {
  bumpPackageRevision,
  findPackage,
  getPackage,
  listPackagesAfter,
  lockOrInsertPackage,
  lockPackage,
} from "./queries/packages.ts";
export type { PackageRow } from "./queries/packages.ts";
export { accountsChannel, findNewRevisions, readRevisions } from "./queries/revisions.ts";
export type { Revisions } from "./queries/revisions.ts";
export { findSetting, getOrInsertSetting, setSetting } from "./queries/registry-settings.ts";
export {
  countPackages,
  deleteSearchDocument,
  findPackageSummary,
  listPackages,
  putSearchDocument,
} from "./queries/search-documents.ts";
export type { NewSearchDocument, PackageSummaryRow } from "./queries/search-documents.ts";
export { explainWords } from "./queries/search-explanations.ts";
export type { ExplainedWord, WordPlace } from "./queries/search-explanations.ts";
export { countFacets, facetPackagesMax } from "./queries/search-facets.ts";
export type { FacetCount, SearchFacets } from "./queries/search-facets.ts";
export type { PackageFilter } from "./queries/search-filters.ts";
export { listOlderPackages, listOlderVersions, setContentDigests } from "./queries/older-rows.ts";
export type { OlderPackage } from "./queries/older-rows.ts";
export { fadePopularity, refreshPopularity } from "./queries/popularity.ts";
export { searchPackages } from "./queries/search-packages.ts";
export { searchTotalMax } from "./queries/search-ranking.ts";
export type { PackageSearch, SearchHitRow, SearchPage } from "./queries/search-packages.ts";
export { forgetVagueSearches } from "./queries/vague-searches.ts";
export { defaultWeights } from "./queries/search-scores.ts";
export type { SearchScore, SearchWeights } from "./queries/search-scores.ts";
export { deleteStar, insertStar, listStarred, listStarrers } from "./queries/stars.ts";
export type { NewStar } from "./queries/stars.ts";
export {
  deleteTeamGrant,
  findTeamGrant,
  grantToDevelopers,
  listTeamGrants,
  setTeamGrant,
} from "./queries/team-grants.ts";
export type { NewTeamGrant, PackagePermission } from "./queries/team-grants.ts";
export {
  deleteTeam,
  deleteTeamMember,
  deleteTeamMemberships,
  findTeam,
  getTeam,
  insertTeam,
  insertTeamMember,
  keepTeam,
  listTeamMembers,
  listTeams,
  lockTeam,
} from "./queries/teams.ts";
export type { NewTeam, TeamRef, TeamRow } from "./queries/teams.ts";
export {
  countTokens,
  findTokenByHash,
  insertToken,
  listTokens,
  listTokensBefore,
  noteTokenUses,
  revokeToken,
} from "./queries/tokens.ts";
export type { NewToken, TokenRow, TokenUse } from "./queries/tokens.ts";
export { findUplinkAttestations, putUplinkAttestations } from "./queries/uplink-attestations.ts";
export type { UplinkAttestationsRow } from "./queries/uplink-attestations.ts";
export {
  findUplinkDocument,
  findUplinkNameInScope,
  findUplinkSource,
  findUplinkValidators,
  findWholeUplinkDocument,
  listUplinkResolutions,
  putUplinkDocument,
  setUplinkRendering,
  touchUplinkDocument,
} from "./queries/uplink-documents.ts";
export type {
  UplinkDocument,
  UplinkDocumentRow,
  UplinkPackage,
  UplinkSource,
  UplinkValidatorsRow,
  UplinkRendering,
} from "./queries/uplink-documents.ts";
export { findUplinkTarball, insertUplinkTarball } from "./queries/uplink-tarballs.ts";
export type { UplinkTarballRow } from "./queries/uplink-tarballs.ts";
export {
  countUsers,
  findUser,
  findUserById,
  getUser,
  insertUser,
  listUsers,
  lockAdmins,
  lockUser,
  setAdmin,
  setDisabled,
  setEmail,
  setPasswordHash,
} from "./queries/users.ts";
export type { NewUser, UserRow } from "./queries/users.ts";
export {
  findVersion,
  getVersion,
  isBlobReferenced,
  findReadme,
  getPublishedVersion,
  getVersionFiles,
  listVersions,
  listVersionsAfter,
  setDeprecated,
  setManifest,
  setUnpublished,
} from "./queries/versions.ts";
export type { ListedVersion, PublishedVersion, VersionFiles, VersionRow } from "./queries/versions.ts";
export {
  completeWebLogin,
  findOpenWebLogin,
  findWebLogin,
  insertWebLogin,
  takeWebLogin,
} from "./queries/web-logins.ts";
export type { NewWebLogin, WebLoginRow } from "./queries/web-logins.ts";
export { advisorySeverities } from "./schema/advisories.ts";
export type { AdvisorySeverity } from "./schema/advisories.ts";
export type { Attestation } from "./schema/attestations.ts";
export { changeKinds } from "./schema/changes.ts";
export type { ChangeKind } from "./schema/changes.ts";
export { edgeKinds } from "./schema/edges.ts";
export type { EdgeKind } from "./schema/edges.ts";
export { orgRoles } from "./schema/org-members.ts";
export type { OrgRole } from "./schema/org-members.ts";
export type { ComponentCounts, NamedPerson, PackageAbout } from "./schema/search-documents.ts";
export { permissions } from "./schema/team-grants.ts";
export type { Permission } from "./schema/team-grants.ts";
export { tokenScopes } from "./schema/tokens.ts";
export type { TokenScope } from "./schema/tokens.ts";
export type { HiddenUplinkVersion, UplinkTarball } from "./schema/uplink-documents.ts";
export type { PublishedFile } from "./schema/versions.ts";
