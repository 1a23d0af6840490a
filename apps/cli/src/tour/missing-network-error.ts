import { type ErrorCode, ExpectedError } from "@larder/errors";

const networkCodes: ReadonlySet<ErrorCode> = new Set(["ENETWORK", "EUPLINK", "EUNAVAILABLE"]);

/** The examples use a library of npm, and it cannot be had. */
export class MissingNetworkError extends ExpectedError {
  readonly code = "ENETWORK";
  readonly detail: string;

  constructor(cause: ExpectedError) {
    super(
      "The tour needs the npm registry that this machine is configured for, since an example uses a library from it, and it cannot be reached",
      {
        hint: "Check the network and `npm config get registry`, then run it again: what is done stays done",
        cause,
      },
    );
    this.detail = cause.message;
  }
}

/** Runs a step that needs npm's registry, and says so when it fails for want of it. */
export async function explainMissingNetwork<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExpectedError && networkCodes.has(error.code) ? new MissingNetworkError(error) : error;
  }
}
