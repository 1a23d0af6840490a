import { ExpectedError } from "@larder/errors";
import type { DistTag, PackageName, Version } from "@larder/package-spec";

import type { OrgName, TeamName } from "./org-name.ts";

export class PackageNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: PackageName;

  constructor(packageName: PackageName) {
    super(`Package \`${packageName}\` does not exist`, { hint: `Look for it with \`larder search ${packageName}\`` });
    this.packageName = packageName;
  }
}

export class VersionNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: PackageName;
  readonly version: Version;

  constructor(packageName: PackageName, version: Version) {
    super(`Package \`${packageName}\` has no version \`${version}\``, {
      hint: `List its versions with \`larder info ${packageName}\``,
    });
    this.packageName = packageName;
    this.version = version;
  }
}

export class DistTagNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly packageName: PackageName;
  readonly tag: DistTag;

  constructor(packageName: PackageName, tag: DistTag) {
    super(`Package \`${packageName}\` has no dist-tag \`${tag}\``, {
      hint: `List its tags with \`npm dist-tag ls ${packageName}\``,
    });
    this.packageName = packageName;
    this.tag = tag;
  }
}

export class UserNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly userName: string;

  constructor(userName: string) {
    super(`User \`${userName}\` does not exist`, { hint: `Make it with \`larder user add ${userName}\`` });
    this.userName = userName;
  }
}

export class OrgNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly orgName: OrgName;

  constructor(orgName: OrgName) {
    super(`Organisation \`${orgName}\` does not exist`, {
      hint: `An administrator makes it with \`npm org set ${orgName} NAME owner\``,
    });
    this.orgName = orgName;
  }
}

export class TeamNotFoundError extends ExpectedError {
  readonly code = "E404";
  readonly orgName: OrgName;
  readonly teamName: TeamName;

  constructor(orgName: OrgName, teamName: TeamName) {
    super(`Organisation \`${orgName}\` has no team \`${teamName}\``, {
      hint: `List its teams with \`npm team ls ${orgName}\``,
    });
    this.orgName = orgName;
    this.teamName = teamName;
  }
}
