/**
 * Every code that an expected failure may carry, with what it means in one line.
 *
 * A code is permanent: clients, scripts and the documentation refer to it. Where npm has a code for
 * the fact, npm's is used. The doors map codes to what they speak: `registry/api` to a status,
 * `apps/cli` to an exit code; both tables are exhaustive over this one.
 */
export const errorCodes = {
  EUSAGE: "the command line does not fit the command",
  ECONFIG: "a configuration file or a flag has a value that cannot be used",
  EINVALIDPACKAGENAME: "a text is not a package name",
  EINVALIDVERSION: "a text is not a version",
  EINVALIDRANGE: "a text is not a version range",
  EINVALIDTAGNAME: "a text cannot name a dist-tag",
  EINVALIDSPEC: "a text is not a package spec",
  EBADREQUEST: "a request is malformed",
  EVALIDATION: "input does not fit its schema",
  E401: "a credential is missing, unknown, expired or revoked",
  ENEEDAUTH: "this needs a login first",
  E403: "the credential does not allow this",
  E404: "the thing does not exist, or may not be seen",
  E405: "the thing does not support this",
  E409: "another write came first, or the state of the thing does not allow this",
  E413: "a body is larger than the limit",
  E414: "a URL is longer than the limit",
  E429: "too many requests",
  EPUBLISHCONFLICT: "the version was published before, with other bytes",
  EMANIFESTMISMATCH: "the published manifest disagrees with the tarball",
  EBADARCHIVE: "an archive breaks the rules for packages",
  EMANIFEST: "the manifest of a package is invalid",
  EINTEGRITY: "bytes do not have the integrity that was promised",
  ETARGET: "no version of a package fits what is asked",
  ERESOLVE: "no set of versions satisfies all wants",
  ELOCKFILE: "a lockfile cannot be read",
  ELOCKSTALE: "the lockfile does not fit what is wanted",
  EHOST: "a directory is not a host, or its larder.yaml is invalid",
  ESTORE: "the package store is damaged or cannot be written",
  EHELD: "another process holds the directory",
  EADDRINUSE: "another process listens on the address",
  EDATABASE: "the database cannot be opened or is not ours",
  EUNAVAILABLE: "a service that this needs is down for the moment",
  EUPLINK: "an uplink is unreachable or answers nonsense",
  ENETWORK: "a server cannot be reached",
  EPOLICY: "the policy of the registry or of the host forbids this",
  EUNTRUSTED: "a package may only run after the operator trusts it",
  EPLUGIN: "a plugin failed",
  EACTION: "an action does not exist or failed",
  ETIMEOUT: "something took longer than its limit",
  EINTERNAL: "a bug",
} as const;

/** The permanent name of one kind of expected failure. */
export type ErrorCode = keyof typeof errorCodes;
