import { ExpectedError } from "@larder/errors";

import type { InputProblem } from "./validator.ts";

/** No action has the name. */
export class UnknownActionError extends ExpectedError {
  readonly code = "E404";
  readonly action: string;
  /** What there is instead: the actions of the owner, or every owner. Sorted. */
  readonly known: readonly string[];

  constructor(action: string, known: readonly string[]) {
    super(`There is no action \`${action}\``, {
      hint:
        known.length === 0
          ? "No started package has actions"
          : `There are ${known.map((name) => `\`${name}\``).join(", ")}`,
    });
    this.action = action;
    this.known = known;
  }
}

/** Several packages have an action of the name. */
export class AmbiguousActionError extends ExpectedError {
  readonly code = "EACTION";
  readonly action: string;
  /** The full names, sorted. */
  readonly candidates: readonly string[];

  constructor(action: string, candidates: readonly string[]) {
    super(`\`${action}\` may be ${candidates.map((name) => `\`${name}\``).join(" or ")}`, {
      hint: "Use the full name",
    });
    this.action = action;
    this.candidates = candidates;
  }
}

/** Two actions of one package have one name. */
export class ActionTakenError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly action: string;

  constructor(action: string) {
    super(`The action \`${action}\` is there twice`, { hint: "Rename one of them" });
    this.action = action;
  }
}

/** The package that calls is not one that may. */
export class CallerDeniedError extends ExpectedError {
  readonly code = "E403";
  readonly action: string;
  readonly callerPackage: string;

  constructor(action: string, callerPackage: string, actionPackage: string) {
    super(`\`${callerPackage}\` may not call \`${action}\``, {
      hint: `Name \`${actionPackage}\` in the \`larder.requires\` of \`${callerPackage}\`, or let its \`larder.callers\` name that`,
    });
    this.action = action;
    this.callerPackage = callerPackage;
  }
}

/** The input, or the output, does not fit its schema. */
export class InvalidValueError extends ExpectedError {
  readonly code = "EVALIDATION";
  readonly action: string;
  readonly side: "input" | "output";
  readonly problems: readonly InputProblem[];

  constructor(action: string, side: "input" | "output", problems: readonly InputProblem[]) {
    const [first] = problems;
    const reason =
      first === undefined
        ? "it does not fit its schema"
        : `${first.path === "" ? "it" : `\`${first.path}\``} ${first.message}`;
    super(`The ${side} of \`${action}\` is invalid: ${reason}`);
    this.action = action;
    this.side = side;
    this.problems = problems;
  }
}

/** The action did not answer in time. */
export class ActionTimeoutError extends ExpectedError {
  readonly code = "ETIMEOUT";
  readonly action: string;
  readonly timeoutMs: number;

  constructor(action: string, timeoutMs: number) {
    super(`\`${action}\` did not answer within ${timeoutMs} ms`);
    this.action = action;
    this.timeoutMs = timeoutMs;
  }
}

/** The action answered that it failed: a failure that its author foresaw. */
export class ActionFailedError extends ExpectedError {
  readonly code = "EACTION";
  readonly action: string;
  /** The author's own code: `not_found`. */
  readonly reason: string;
  /** The author's own facts. */
  readonly details: { readonly [fact: string]: unknown };

  constructor(
    action: string,
    failure: { message: string; reason: string; details: { readonly [fact: string]: unknown } },
  ) {
    super(failure.message);
    this.action = action;
    this.reason = failure.reason;
    this.details = failure.details;
  }
}

/** The action threw something that its author did not foresee. The cause goes to the log, never to the caller. */
export class ActionCrashedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly action: string;

  constructor(action: string, packageName: string, cause: unknown) {
    super(`\`${action}\` failed because of a fault in \`${packageName}\``, {
      hint: "The log of the host has the cause",
      cause,
    });
    this.action = action;
  }
}

/** The action, or its plugin, was called more often than it may. */
export class RateLimitedError extends ExpectedError {
  readonly code = "E429";
  readonly action: string;
  /** Whose calls were counted. */
  readonly target: string;
  /** Milliseconds until a call fits again. */
  readonly retryAfterMs: number;

  constructor(
    action: string,
    facts: {
      readonly target: string;
      readonly calls: number;
      readonly periodMs: number;
      readonly retryAfterMs: number;
    },
  ) {
    const seconds = Math.ceil(facts.retryAfterMs / 1000);
    super(`\`${facts.target}\` may be called ${facts.calls} times in ${facts.periodMs / 1000} s, and was`, {
      hint: `Call \`${action}\` again in ${seconds} s`,
    });
    this.action = action;
    this.target = facts.target;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The action failed by a fault at each of its tries. The last one is the cause. */
export class AllRetriesFailedError extends ExpectedError {
  readonly code = "EPLUGIN";
  readonly action: string;
  readonly attempts: number;

  constructor(action: string, attempts: number, cause: unknown) {
    super(`\`${action}\` failed ${attempts} ${attempts === 1 ? "time" : "times"} in a row`, {
      hint: "The log of the host has the cause",
      cause,
    });
    this.action = action;
    this.attempts = attempts;
  }
}
