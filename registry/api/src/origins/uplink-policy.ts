import type { HiddenVersion } from "@larder/packument";
import { isWithin, type PackageName, type Range } from "@larder/package-spec";
import { type Advisory, advisorySeverities } from "@larder/registry-database";
import { createHash } from "node:crypto";

import type { AdvisoryIndex } from "./advisory-index.ts";
import { formatDuration } from "./duration.ts";
import { coversName } from "./name-pattern.ts";
import type { UplinkPolicyOptions } from "./policy-configuration.ts";
import { NotServedError } from "./policy-errors.ts";

/** What a policy says about the versions of one package at one moment. */
export type Verdict = {
  readonly hidden: ReadonlyMap<string, HiddenVersion>;
  /** When the next version is old enough; `undefined` when no version waits. */
  readonly eligibleAt: Date | undefined;
};

/** What is judged of a packument: which versions there are, and when they were published. */
export type JudgedVersions = {
  readonly versions: { readonly [version: string]: unknown };
  /** Version → ISO 8601; a version whose time is unknown has none. */
  readonly time?: { readonly [version: string]: string };
};

/** A policy as it is for one package. */
export type PackagePolicy = {
  /** sha256 in hex of everything that decides but the time; `null` where there is no policy. */
  readonly hash: string | null;
  judge(packument: JudgedVersions, at: Date): Verdict;
};

const everything: Verdict = { hidden: new Map(), eligibleAt: undefined };

/** What the operator keeps back of an uplink: what is too young, what is blocked, what something is known against. */
export class UplinkPolicy {
  readonly #options: UplinkPolicyOptions;
  readonly #advisories: AdvisoryIndex;
  /** Does it keep anything back at all? */
  readonly isActive: boolean;

  constructor(options: UplinkPolicyOptions, advisories: AdvisoryIndex) {
    this.#options = options;
    this.#advisories = advisories;
    const { minimumAge, block, advisories: severity } = options;
    this.isActive = minimumAge !== undefined || block.length > 0 || severity !== undefined;
  }

  /** A number that changes when the policy may say something else for reasons other than time. */
  get epoch(): number {
    return this.#options.advisories === undefined ? 0 : this.#advisories.generation;
  }

  /** Throws {@link NotServedError} for a package that is blocked whole: the uplink is not even asked about it. */
  assertNameServed(name: PackageName): void {
    for (const { package: pattern, versions, reason } of this.#options.block) {
      if (versions === "*" && coversName(pattern, name)) throw new NotServedError(name, blocked(reason));
    }
  }

  /** Returns what applies to `name`. Throws `NoAdvisoriesError` when it needs advisories that were never imported. */
  async of(name: PackageName): Promise<PackagePolicy> {
    if (!this.isActive) return { hash: null, judge: () => everything };
    const { minimumAge, minimumAgeExclude, block, advisories: severity } = this.#options;
    const blocks = block.filter((entry) => coversName(entry.package, name));
    const isAged = minimumAge !== undefined && !minimumAgeExclude.some((pattern) => coversName(pattern, name));
    const age = isAged ? minimumAge : undefined;
    const known = severity === undefined ? [] : await this.#advisories.list([name]);
    const advisories = known.filter((advisory) => isAsBad(advisory, severity));

    const rules = { age, blocks, advisories };
    return { hash: hashOf(rules), judge: (packument, at) => judge(packument, at, rules) };
  }
}

type Rules = {
  readonly age: UplinkPolicyOptions["minimumAge"];
  readonly blocks: UplinkPolicyOptions["block"];
  readonly advisories: readonly Advisory[];
};

function judge(packument: JudgedVersions, at: Date, { age, blocks, advisories }: Rules): Verdict {
  const hidden = new Map<string, HiddenVersion>();
  let eligibleAtMs = Number.POSITIVE_INFINITY;
  for (const version of Object.keys(packument.versions)) {
    const block = blocks.find(({ versions }) => isCovered(version, versions));
    const advisory = advisories.find(({ vulnerableVersions }) => isCovered(version, vulnerableVersions));
    if (block !== undefined) hidden.set(version, blocked(block.reason));
    else if (advisory !== undefined) hidden.set(version, advised(advisory));
    else if (age !== undefined) {
      const dueAtMs = Date.parse(packument.time?.[version] ?? "") + age.ms;
      if (dueAtMs <= at.getTime()) continue;
      hidden.set(version, tooYoung(formatDuration(age), dueAtMs));
      if (!Number.isNaN(dueAtMs)) eligibleAtMs = Math.min(eligibleAtMs, dueAtMs);
    }
  }
  return { hidden, eligibleAt: Number.isFinite(eligibleAtMs) ? new Date(eligibleAtMs) : undefined };
}

/** What cannot be told apart is not let through: a text that nobody can take for a version is covered by every range. */
function isCovered(version: string, range: string): boolean {
  return range === version || isWithin(version, range as Range) !== false;
}

function blocked(reason: string): HiddenVersion {
  return { cause: "blocked", reason: `it is blocked: ${reason}` };
}

function advised({ id, severity, title }: Advisory): HiddenVersion {
  return { cause: "advisory", reason: `${id} (${severity}) is known against it: ${title}` };
}

/** What nobody knows the age of never grows old enough: an uplink that hides its times must not get past the rule. */
function tooYoung(age: string, dueAtMs: number): HiddenVersion {
  if (Number.isNaN(dueAtMs)) {
    return { cause: "age", reason: `it must be ${age} old, and its uplink does not say how old it is` };
  }
  return { cause: "age", reason: `it is not ${age} old yet`, until: new Date(dueAtMs).toISOString() };
}

function isAsBad({ severity }: Advisory, wanted: Advisory["severity"] | undefined): boolean {
  return wanted !== undefined && advisorySeverities.indexOf(severity) <= advisorySeverities.indexOf(wanted);
}

function hashOf(rules: Rules): string {
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex");
}
