import { S3Client } from "@aws-sdk/client-s3";

import type { S3Location } from "../storage-url.ts";
import { explainS3Error } from "./s3-errors.ts";

/** A bucket, with the client that reaches it. Whatever the client throws was explained by {@link explainS3Error}. */
export type S3Bucket = { readonly client: S3Client; readonly location: S3Location };

/** Who the store is to the bucket. Without it: the environment, the profile, or the role of the machine. */
export type S3Credentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

/** How patient the client is. */
export type S3Patience = {
  /** Tries of one call, with growing pauses between them. */
  readonly attemptsMax: number;
  readonly connectTimeoutMs: number;
  /** How long a connection may carry no byte. */
  readonly idleTimeoutMs: number;
  /** How long one try may take until its answer begins, the upload of its body included. */
  readonly answerTimeoutMs: number;
};

const usualPatience: S3Patience = {
  attemptsMax: 4,
  connectTimeoutMs: 5000,
  idleTimeoutMs: 30_000,
  answerTimeoutMs: 120_000,
};

const socketsMax = 64;

/** The client would write to the console; what matters of it comes as errors. */
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

/** Returns the bucket at `location`; nothing is asked of it yet. */
export function connectBucket(
  location: S3Location,
  credentials: S3Credentials | undefined,
  patience: Partial<S3Patience> = {},
): S3Bucket {
  const { attemptsMax, connectTimeoutMs, idleTimeoutMs, answerTimeoutMs } = { ...usualPatience, ...patience };
  const client = new S3Client({
    ...(location.region === undefined ? {} : { region: location.region }),
    ...(location.endpoint === undefined ? {} : { endpoint: location.endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    forcePathStyle: location.pathStyle,
    maxAttempts: attemptsMax,
    // The SDK's own default sends bodies in signed chunks with a trailer, which many stores refuse and one corrupts.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // With it, each large body gets a new connection from an agent without a bound.
    expectContinueHeader: false,
    logger: silent,
    requestHandler: {
      logger: silent,
      connectionTimeout: connectTimeoutMs,
      socketTimeout: idleTimeoutMs,
      requestTimeout: answerTimeoutMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: socketsMax },
      httpsAgent: { keepAlive: true, maxSockets: socketsMax },
    },
  });
  explainFailures(client, location);
  return { client, location };
}

/** The outermost step of every call, so that it sees what is left when the last try has failed. */
function explainFailures(client: S3Client, location: S3Location): void {
  client.middlewareStack.add(
    (next) => async (input) => {
      try {
        return await next(input);
      } catch (error) {
        throw explainS3Error(error, location);
      }
    },
    { name: "explainFailures", step: "initialize", priority: "high" },
  );
}
