import { ExpectedError } from "@larder/errors";
import type { DistTag, PackageName, Version } from "@larder/package-spec";

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
