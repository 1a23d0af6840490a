import { ExpectedError } from "@larder/errors";
import type { PackageName, Version } from "@larder/package-spec";

import type { OrgName, TeamName } from "./org-name.ts";
import type { UserName } from "./user-name.ts";

/** The version was published before, perhaps unpublished since: its bytes are fixed. */
export class VersionExistsError extends ExpectedError {
  readonly code = "EPUBLISHCONFLICT";
  readonly packageName: PackageName;
  readonly version: Version;

  constructor(packageName: PackageName, version: Version) {
    super(`You cannot publish over the previously published version \`${version}\` of \`${packageName}\``, {
      hint: "Raise the version, for example with `npm version patch`",
    });
    this.packageName = packageName;
    this.version = version;
  }
}

export class UserExistsError extends ExpectedError {
  readonly code = "E409";
  readonly userName: UserName;

  constructor(userName: UserName) {
    super(`User \`${userName}\` exists already`, { hint: "Choose another name, or log in as that user" });
    this.userName = userName;
  }
}

export class OrgExistsError extends ExpectedError {
  readonly code = "E409";
  readonly orgName: OrgName;

  constructor(orgName: OrgName) {
    super(`Organisation \`${orgName}\` exists already`);
    this.orgName = orgName;
  }
}

export class TeamExistsError extends ExpectedError {
  readonly code = "E409";
  readonly teamName: TeamName;

  constructor(teamName: TeamName) {
    super(`The organisation has a team \`${teamName}\` already`, { hint: "Choose another name" });
    this.teamName = teamName;
  }
}
