import type { ErrorCode } from "@larder/errors";

/** What the process ends with. Others script against these numbers; the help page lists them. */
export const exitCodes = {
  ok: 0,
  failure: 1,
  usage: 2,
  outOfDate: 3,
  auth: 4,
  network: 5,
  refused: 6,
  noResolution: 7,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The numbers with what they mean, for the help page. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, "done"],
  [exitCodes.failure, "failed, or found what was asked for"],
  [exitCodes.usage, "the command line or a configuration cannot be used"],
  [exitCodes.outOfDate, "the lockfile does not fit what is wanted"],
  [exitCodes.auth, "not logged in, or not allowed"],
  [exitCodes.network, "a server could not be reached"],
  [exitCodes.refused, "refused for integrity, trust or policy"],
  [exitCodes.noResolution, "no set of versions fits"],
  [exitCodes.interrupted, "interrupted"],
];

/** Returns the exit code of a failure. The table is exhaustive: a new error code does not compile without one. */
export function exitCodeOf(code: ErrorCode): ExitCode {
  return byErrorCode[code];
}

const { failure, usage, outOfDate, auth, network, refused, noResolution } = exitCodes;

const byErrorCode: { readonly [code in ErrorCode]: ExitCode } = {
  EUSAGE: usage,
  ECONFIG: usage,
  EINVALIDPACKAGENAME: usage,
  EINVALIDVERSION: usage,
  EINVALIDRANGE: usage,
  EINVALIDTAGNAME: usage,
  EINVALIDSPEC: usage,
  EBADREQUEST: failure,
  EVALIDATION: failure,
  E401: auth,
  ENEEDAUTH: auth,
  E403: auth,
  E404: failure,
  E405: failure,
  E409: failure,
  E413: failure,
  E414: failure,
  E429: network,
  EPUBLISHCONFLICT: failure,
  EMANIFESTMISMATCH: failure,
  EBADARCHIVE: refused,
  EMANIFEST: failure,
  EINTEGRITY: refused,
  ETARGET: noResolution,
  ERESOLVE: noResolution,
  ELOCKFILE: failure,
  ELOCKSTALE: outOfDate,
  EHOST: failure,
  ESTORE: failure,
  EHELD: failure,
  EADDRINUSE: failure,
  EDATABASE: failure,
  EUNAVAILABLE: network,
  EUPLINK: network,
  ENETWORK: network,
  EPOLICY: refused,
  EUNTRUSTED: refused,
  EPLUGIN: failure,
  EACTION: failure,
  ETIMEOUT: failure,
  EINTERNAL: failure,
};
