import { type ErrorCode, ExpectedError } from "@larder/errors";
import type { ConflictReport, RegistryError } from "@larder/registry-client";
import type { NodeId, ResolvedNode } from "@larder/resolver";

import { adviseOnConflict } from "./advise-on-conflict.ts";

/** No set of versions satisfies what a host wants. */
export class UnsatisfiableWantsError extends ExpectedError {
  readonly code = "ERESOLVE";
  /** Why, as sentences, and what would help. */
  readonly report: ConflictReport;

  constructor(report: ConflictReport) {
    const hint = adviseOnConflict(report);
    super(report.sentences.join("\n"), hint === undefined ? {} : { hint });
    this.report = report;
  }
}

/** The lock is not the answer to what `larder.yaml` wants, and it may not be changed. */
export class StaleLockError extends ExpectedError {
  readonly code = "ELOCKSTALE";
  /** What differs, as a sentence. */
  readonly difference: string;

  constructor(difference: string) {
    super(`\`larder.lock\` is out of date: ${difference}`, { hint: "Run `larder lock` and commit the result" });
    this.difference = difference;
  }
}

/** The lock lacks a package that it says something needs: it was cut off, or a line was taken out. */
export class IncompleteLockError extends ExpectedError {
  readonly code = "ELOCKFILE";
  readonly node: string;

  constructor(by: string, node: string) {
    super(`\`larder.lock\` is not whole: \`${by}\` leads to \`${node}\`, which it lacks`, {
      hint: "Restore the file from version control, or remove it and run `larder lock`",
    });
    this.node = node;
  }
}

/** The lock names a registry that is not the one to install from. */
export class ForeignRegistryError extends ExpectedError {
  readonly code = "EHOST";
  readonly registry: string;

  constructor(node: string, registry: string, expected: string) {
    super(`\`${node}\` was locked from registry \`${registry}\`, but this host installs from \`${expected}\``, {
      hint: "Lock again with `larder lock`, or set `policy: { registryDefault }` in `larder.yaml` back",
    });
    this.registry = registry;
  }
}

/** The lock takes a package from a place that `larder.yaml` does not want it from. */
export class UnwantedSourceError extends ExpectedError {
  readonly code = "EPOLICY";
  readonly node: string;

  constructor(node: string, place: string) {
    super(`\`larder.lock\` takes \`${node}\` from \`${place}\`, which no want of \`larder.yaml\` names`, {
      hint: "Do not install it before you know who changed the lock; `larder lock` makes it anew",
    });
    this.node = node;
  }
}

/** A registry does not give the archive of a package that is locked: it was taken away, or is not for everybody. */
export class RefusedArchiveError extends ExpectedError {
  readonly code: ErrorCode;
  readonly node: NodeId;
  readonly registry: string;
  readonly status: number;
  declare readonly cause: RegistryError;

  /** `move` is the command that locks another version. */
  constructor(
    { id, name }: Pick<ResolvedNode, "id" | "name">,
    registry: string,
    cause: RegistryError,
    move = `larder update ${name}`,
  ) {
    const isGone = cause.status === 404 || cause.status === 410;
    const hint = isGone ? `Was it unpublished? Lock another version with \`${move}\`` : cause.hint;
    super(`\`${registry}\` does not give the archive of \`${id}\`, which is locked: ${cause.message}`, {
      ...(hint !== undefined && { hint }),
      cause,
    });
    this.code = cause.code;
    this.node = id;
    this.registry = registry;
    this.status = cause.status;
  }
}

/** Something is to be removed that the host does not want. */
export class UnknownWantError extends ExpectedError {
  readonly code = "E404";
  readonly alias: string;

  constructor(alias: string, wanted: readonly string[]) {
    super(`\`larder.yaml\` does not want \`${alias}\``, {
      hint: wanted.length === 0 ? "It wants nothing" : `It wants ${wanted.map((name) => `\`${name}\``).join(", ")}`,
    });
    this.alias = alias;
  }
}

/** A generation is to run that is not there. */
export class MissingGenerationError extends ExpectedError {
  readonly code = "E404";
  /** `undefined` when the one before the current one was asked for, and there is none. */
  readonly generation: number | undefined;

  constructor(generation: number | undefined, there: readonly number[]) {
    super(
      generation === undefined ? "No older generation is left to go back to" : `There is no generation ${generation}`,
      {
        hint:
          there.length === 0
            ? "Make the first one with `larder install`"
            : `There is ${there.join(", ")}; \`rollback: { keep }\` in \`larder.yaml\` says how many old ones stay`,
      },
    );
    this.generation = generation;
  }
}

/** Something is needed that only the network has, and it may not be asked. */
export class OfflineError extends ExpectedError {
  readonly code = "ENETWORK";

  constructor(reason: string) {
    super(`${reason}, and nothing may be fetched`, { hint: "Run `larder install` once without `--offline`" });
  }
}
