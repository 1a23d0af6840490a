import { ExpectedError } from "@larder/errors";

import type { S3Location } from "../storage-url.ts";

/** An object store does not answer, or says that it cannot at the moment; what it did is not known. */
export class ObjectStoreUnreachableError extends ExpectedError {
  readonly code = "EUNAVAILABLE";
  readonly retryAfterSeconds = 5;
  readonly bucket: string;
  readonly endpoint: string;

  constructor(location: S3Location, reason: string, cause?: unknown) {
    super(`The bucket \`${location.bucket}\` at \`${endpointOf(location)}\` cannot be reached: ${reason}`, {
      hint: "Check that the object store runs there and that this machine may connect to it",
      cause,
    });
    this.bucket = location.bucket;
    this.endpoint = endpointOf(location);
  }
}

/** An object store answers, and says no: wrong credentials, no right, no such bucket, another region. */
export class ObjectStoreRefusedError extends ExpectedError {
  readonly code = "ECONFIG";
  readonly bucket: string;
  readonly endpoint: string;

  constructor(location: S3Location, reason: string, hint: string) {
    super(`The bucket \`${location.bucket}\` at \`${endpointOf(location)}\` cannot be used: ${reason}`, { hint });
    this.bucket = location.bucket;
    this.endpoint = endpointOf(location);
  }
}

/** Does `error` say that the object, or the upload in parts, is not there? */
export function isNotFound(error: unknown): boolean {
  return error instanceof Error && notFoundNames.has(error.name);
}

const notFoundNames: ReadonlySet<string> = new Set(["NotFound", "NoSuchKey", "NoSuchUpload"]);

const credentials = {
  reason: "the credentials are wrong",
  hint: "Check `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or the profile or role that stands for them",
};
const missingCredentials = { ...credentials, reason: "no credentials were found" };
const region = {
  reason: "it is in another region, or none was named",
  hint: "Name the region: `s3://bucket?region=eu-central-1`",
};
const rights = {
  reason: "the credentials do not allow this",
  hint: "Allow `s3:ListBucket`, `s3:ListBucketMultipartUploads`, `s3:GetObject`, `s3:PutObject`, `s3:DeleteObject` and `s3:AbortMultipartUpload`",
};
const noBucket = { reason: "it does not exist", hint: "Create the bucket, or correct its name" };

/** What an object store, or the SDK on the way there, calls its refusals. */
const refusals: { readonly [name: string]: { readonly reason: string; readonly hint: string } | undefined } = {
  InvalidAccessKeyId: credentials,
  SignatureDoesNotMatch: credentials,
  InvalidToken: credentials,
  ExpiredToken: { ...credentials, reason: "the credentials have expired" },
  CredentialsProviderError: missingCredentials,
  TokenProviderError: missingCredentials,
  AuthorizationHeaderMalformed: region,
  PermanentRedirect: region,
  AccessDenied: rights,
  NoSuchBucket: noBucket,
};

/**
 * Returns what a failed call of the SDK means for `location`, as an expected error.
 *
 * An object that is not there, and a bug, are returned as they are. The answers of the store are no
 * `cause`: a refused signature comes with what was signed, a session token included.
 */
export function explainS3Error(error: unknown, location: S3Location): unknown {
  if (!(error instanceof Error) || error instanceof ExpectedError || isNotFound(error)) return error;

  const refusal = refusals[error.name] ?? (error.message === "Region is missing" ? region : undefined);
  if (refusal !== undefined) return new ObjectStoreRefusedError(location, refusal.reason, refusal.hint);

  const status = statusOf(error);
  if (status !== undefined) return explainAnswer(`${status} ${error.name}`, status, location);
  return isNetworkFailure(error) ? unreachable(error, location) : error;
}

function explainAnswer(answer: string, status: number, location: S3Location): ExpectedError {
  const isPassing = (status >= 500 && status !== 501) || status === 429;
  if (isPassing) return new ObjectStoreUnreachableError(location, `it answers \`${answer}\``);
  // An answer to HEAD has no body that says more.
  if (status === 403) return new ObjectStoreRefusedError(location, rights.reason, rights.hint);
  if (status === 301) return new ObjectStoreRefusedError(location, region.reason, region.hint);
  const hint = "Check that the endpoint is an object store that speaks S3";
  return new ObjectStoreRefusedError(location, `it answers \`${answer}\``, hint);
}

/** The URL that was given, or in words where AWS decides. */
function endpointOf({ endpoint, region: name }: S3Location): string {
  return endpoint ?? (name === undefined ? "AWS" : `AWS in ${name}`);
}

function statusOf(error: Error): number | undefined {
  const metadata = "$metadata" in error ? (error.$metadata as { readonly httpStatusCode?: number }) : undefined;
  return metadata?.httpStatusCode;
}

/** Failures of sockets, names and certificates have a code; those of the program have none. */
function isNetworkFailure(error: Error): boolean {
  return error.name === "TimeoutError" || ("code" in error && typeof error.code === "string");
}

function unreachable(error: Error, location: S3Location): ObjectStoreUnreachableError {
  const code = "code" in error ? String(error.code) : error.name;
  return new ObjectStoreUnreachableError(location, `\`${code}\``, error);
}
