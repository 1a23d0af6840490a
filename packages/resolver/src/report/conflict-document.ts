import type { PackageName, Version } from "@larder/package-spec";

import type { Conflict } from "../conflict.ts";
import type { Refusal } from "../policy/refusal.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import type { Suggestion } from "../suggestions/suggestion.ts";
import { describeCause } from "./describe-cause.ts";
import { commandOf, formatSuggestion } from "./format-suggestion.ts";

/** A version that could have mattered and cannot be had. */
export type ReportedVersion = { readonly name: PackageName; readonly version: Version; readonly refusal: Refusal };

/** Something that holds by itself: a want, what a package says, what a policy refuses. */
export type ReportedFact = {
  /** `f1`, `f2` and so on; only within one report. */
  readonly id: string;
  readonly text: string;
  /** What kind of fact it is, with its details. */
  readonly cause: ReportedCause;
};

/** Something that follows from two facts, or steps before it. */
export type ReportedStep = { readonly id: string; readonly text: string; readonly because: readonly [string, string] };

/** A suggestion, with its words and, where one does it, the command. */
export type ReportedChange = Suggestion & { readonly text: string; readonly command?: string };

/** The whole of a conflict as data: names of fields stay, so that programs can rely on them. */
export type ConflictDocument = {
  readonly facts: readonly ReportedFact[];
  /** The last one says that there is no answer; there are none when one fact alone says so. */
  readonly steps: readonly ReportedStep[];
  readonly hidden: readonly ReportedVersion[];
  readonly changes: readonly ReportedChange[];
};

/** A cause as JSON: the versions that are kept back stand in `hidden`, and what follows from others is a step. */
export type ReportedCause = Exclude<Cause, { readonly type: "derived" | "kept-back" }> | ReportedKeptBack;

type ReportedKeptBack = {
  readonly type: "kept-back";
  readonly name: PackageName;
  readonly versions: readonly Version[];
};

/** Returns `conflict` as data that is the same after a journey as JSON. */
export function describeConflict(conflict: Conflict): ConflictDocument {
  const derivation = new DerivationList(conflict.versions);
  derivation.add(conflict.because);
  return {
    facts: derivation.facts,
    steps: derivation.steps,
    hidden: conflict.hidden.map(({ name, semver, refusal }) => ({ name, version: semver.version as Version, refusal })),
    changes: conflict.suggestions.map((suggestion) => {
      const command = commandOf(suggestion);
      return { ...suggestion, text: formatSuggestion(suggestion), ...(command === undefined ? {} : { command }) };
    }),
  };
}

/** Facts and steps in the order in which they are needed, each once. */
class DerivationList {
  readonly facts: ReportedFact[] = [];
  readonly steps: ReportedStep[] = [];
  readonly #versions: Conflict["versions"];
  readonly #ids = new Map<Incompatibility, string>();

  constructor(versions: Conflict["versions"]) {
    this.#versions = versions;
  }

  add(incompatibility: Incompatibility): string {
    const known = this.#ids.get(incompatibility);
    if (known !== undefined) return known;
    const { cause } = incompatibility;
    const text = describeCause(incompatibility, this.#versions);
    if (cause.type === "derived") {
      const because = [this.add(cause.left), this.add(cause.right)] as const;
      const id = this.#name(incompatibility, `s${this.steps.length + 1}`);
      this.steps.push({ id, text, because });
      return id;
    }
    const id = this.#name(incompatibility, `f${this.facts.length + 1}`);
    this.facts.push({ id, text, cause: reportCause(cause) });
    return id;
  }

  #name(incompatibility: Incompatibility, id: string): string {
    this.#ids.set(incompatibility, id);
    return id;
  }
}

function reportCause(cause: Exclude<Cause, { readonly type: "derived" }>): ReportedCause {
  if (cause.type === "no-provider")
    return { ...cause, known: cause.known.map((one) => ({ package: one.package, provides: one.provides })) };
  if (cause.type !== "kept-back") return cause;
  const { type, name, keptBack } = cause;
  return { type, name, versions: keptBack.map(({ semver }) => semver.version as Version) };
}
