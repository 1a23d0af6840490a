import { ExpectedError } from "@larder/errors";
import type { HiddenVersion } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

/** The operator's policy keeps a version, or a whole package, of an uplink back. */
export class NotServedError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly spec: string;
  readonly hidden: HiddenVersion;

  /** `spec` is `name@version`, or a name for a package none of whose versions is served. */
  constructor(spec: string, hidden: HiddenVersion) {
    super(`\`${spec}\` is not served here: ${hidden.reason}`, { hint: hintOf(hidden) });
    this.spec = spec;
    this.hidden = hidden;
  }
}

/** Throws {@link NotServedError} when `version` is among what is kept back. */
export function assertNotHidden(
  name: PackageName,
  version: string,
  hidden: { readonly [version: string]: HiddenVersion } | null | undefined,
): void {
  if (hidden == null || !Object.hasOwn(hidden, version)) return;
  const why = hidden[version];
  if (why !== undefined) throw new NotServedError(`${name}@${version}`, why);
}

function hintOf({ cause, until }: HiddenVersion): string {
  if (until !== undefined) return `It will be served from ${until} on; use an older version until then`;
  if (cause === "advisory") return "Use a version that the advisory is not about";
  return "Use another version, or ask the operator of the registry";
}

/** A policy asks for advisories, and none were ever imported. */
export class NoAdvisoriesError extends ExpectedError {
  readonly code = "EUNAVAILABLE";

  constructor() {
    super("This registry checks packages against advisories, but none were imported yet", {
      hint: "The operator imports an archive in the OSV format with `larder advisories import FILE`",
    });
  }
}
