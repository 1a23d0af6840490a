import { serialize } from "node:v8";

import type { RegisteredAction } from "./action.ts";

/** What an author says of a failure that was foreseen. */
export type WrittenFailure = {
  readonly message: string;
  readonly reason: string;
  readonly details: { readonly [fact: string]: unknown };
};

const messageLengthMax = 10_000;
const reasonLengthMax = 200;
const detailsBytesMax = 256 * 1024;

/**
 * Returns `failure` as callers get it: whoever asks for something gets no megabytes of why it failed. What is left out is
 * told of, with the package, the limit and what its author can do.
 */
export function boundFailure({ packageName }: RegisteredAction, failure: WrittenFailure): WrittenFailure {
  const { message, reason, details } = failure;
  const bytes = Object.keys(details).length === 0 ? 0 : serialize(details).byteLength;
  return {
    message: cut(
      message,
      messageLengthMax,
      `\`${packageName}\` gave ${message.length} characters: put the rest into the output`,
    ),
    reason: cut(reason, reasonLengthMax, "a code is a word"),
    details:
      bytes <= detailsBytesMax
        ? details
        : {
            leftOut: `\`${packageName}\` gave ${bytes} bytes of facts, and ${detailsBytesMax} are the most: put the rest into the output`,
          },
  };
}

function cut(text: string, lengthMax: number, why: string): string {
  return text.length <= lengthMax
    ? text
    : `${text.slice(0, lengthMax)}… (${lengthMax} characters are the most; ${why})`;
}
