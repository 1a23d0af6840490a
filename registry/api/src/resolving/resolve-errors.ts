import { type ErrorCode, ExpectedError } from "@larder/errors";

import type { Refusal } from "./thread-messages.ts";

/** A question is refused by what it says: a lock that cannot be read, a text that is no version. */
export class RefusedQuestionError extends ExpectedError {
  readonly code: ErrorCode;

  constructor({ code, message, hint }: Refusal) {
    super(message, hint === undefined ? {} : { hint });
    this.code = code;
  }
}

/** No answer was found in the time that this registry spends on one. */
export class TooHardError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(seconds: number) {
    super(`No answer was found within ${seconds} seconds, which is what this registry spends on one question`, {
      hint: "Narrow the ranges of some wants, or solve on your own machine",
    });
  }
}

/** What a host wants takes more memory than there is for one question. */
export class TooLargeError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(megabytes: number) {
    super(
      `To find an answer takes more than ${megabytes} MB of memory, which is what this registry has for one question`,
      { hint: "Want less at once, or solve on your own machine" },
    );
  }
}

/** What a host wants leads to more packages than are looked at for one question. */
export class TooManyPackagesError extends ExpectedError {
  readonly code = "EVALIDATION";

  constructor(namesMax: number) {
    super(
      `What is wanted leads to more than ${namesMax} packages, which is what this registry looks at for one question`,
      {
        hint: "Want less at once, or solve on your own machine",
      },
    );
  }
}

/** The registry ends before it has found an answer. */
export class EndingError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 5;

  constructor() {
    super("This registry ends, and has not found an answer yet", { hint: "Try again in a few seconds" });
  }
}

/** Too many questions wait for an answer. */
export class TooManyQuestionsError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 5;

  constructor() {
    super("This registry has more to resolve than it can at the moment", { hint: "Try again in a few seconds" });
  }
}
