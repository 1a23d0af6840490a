import { ExpectedError, type ExpectedErrorOptions } from "@larder/errors";
import type { PackageName, Version } from "@larder/package-spec";

const packAgain = "Publish again with an unmodified client, such as `npm publish` or `pnpm publish`";

/** The body of a publish is not a publish document. */
export class BadPublishBodyError extends ExpectedError {
  readonly code = "EBADREQUEST";

  constructor(reason: string, options: ExpectedErrorOptions = {}) {
    super(`The publish document cannot be read: ${reason}`, { hint: packAgain, ...options });
  }
}

const listFiles = "List in `files` of package.json what the package needs, and check it with `npm pack --dry-run`";

/** A body, or the archive in it, is larger than the registry takes. */
export class BodyTooLargeError extends ExpectedError {
  readonly code = "E413";
  readonly bytesMax: number;

  constructor(what: string, bytesMax: number, hint = listFiles) {
    super(`The ${what} is larger than ${formatMegabytes(bytesMax)}`, { hint });
    this.bytesMax = bytesMax;
  }
}

/** The archive that arrived is not the one that the client described. */
export class ArchiveIntegrityError extends ExpectedError {
  readonly code = "EINTEGRITY";
  readonly field: string;

  constructor(field: string, wanted: string, received: string) {
    super(`The archive has the ${field} \`${received}\`, but the manifest says \`${wanted.slice(0, 200)}\``, {
      hint: "The archive was changed or cut off on its way; publish it again",
    });
    this.field = field;
  }
}

/** The manifest that was sent and the archive say different things. */
export class ManifestMismatchError extends ExpectedError {
  readonly code = "EMANIFESTMISMATCH";
  readonly field: string;

  constructor(field: string, published: string, packed: string) {
    const [left, right] = [shorten(published), shorten(packed)];
    super(`The manifest and the package.json in the archive disagree on \`${field}\`: \`${left}\` and \`${right}\``, {
      hint: packAgain,
    });
    this.field = field;
  }
}

/** A range in a manifest only has a meaning inside its own workspace. */
export class WorkspaceRangeError extends ExpectedError {
  readonly code = "EBADREQUEST";
  readonly dependency: string;

  constructor(dependency: string, range: string) {
    super(`\`${dependency}\` is wanted as \`${range}\`, which means nothing outside of the author's workspace`, {
      hint: "Publish with `pnpm publish`, which writes the real range",
    });
    this.dependency = dependency;
  }
}

/** What a package declares about itself cannot be used. */
export class InvalidManifestError extends ExpectedError {
  readonly code = "EMANIFEST";

  constructor(reason: string, hint?: string) {
    super(reason, hint === undefined ? {} : { hint });
  }
}

/** The version exists, with other bytes or from somebody else. The sentence is npm's: clients look for it. */
export class PublishConflictError extends ExpectedError {
  readonly code = "EPUBLISHCONFLICT";
  readonly packageName: PackageName;
  readonly version: Version;

  constructor(packageName: PackageName, version: Version) {
    super(`You cannot publish over the previously published versions: ${version}.`, {
      hint: "Raise the version, for example with `npm version patch`",
    });
    this.packageName = packageName;
    this.version = version;
  }
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function formatMegabytes(bytes: number): string {
  return `${Math.round((bytes / 1024 / 1024) * 100) / 100} MiB`;
}

/** Only the packages of a scope can be for some only: names without one belong to nobody in particular. */
export class UnscopedPackageError extends ExpectedError {
  readonly code = "EBADREQUEST";

  constructor(name: string) {
    super(`\`${name}\` has no scope, so that it is public`, {
      hint: "Publish it with a scope to restrict it, such as `@acme/chat`",
    });
  }
}
