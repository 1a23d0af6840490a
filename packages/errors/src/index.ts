export { errorCodes } from "./codes.ts";
export type { ErrorCode } from "./codes.ts";
export { ExpectedError } from "./expected-error.ts";
export type { ExpectedErrorOptions } from "./expected-error.ts";
