import type { ErrorCode, ExpectedError } from "@larder/errors";

/** What each expected failure is called in HTTP. A code that a registry cannot meet is a bug when it shows up here. */
const statuses = {
  EUSAGE: 400,
  ECONFIG: 500,
  EINVALIDPACKAGENAME: 400,
  EINVALIDVERSION: 422,
  EINVALIDRANGE: 400,
  EINVALIDTAGNAME: 400,
  EINVALIDSPEC: 400,
  EBADREQUEST: 400,
  EVALIDATION: 400,
  E401: 401,
  ENEEDAUTH: 401,
  E403: 403,
  E404: 404,
  E405: 405,
  E409: 409,
  E413: 413,
  E414: 414,
  E429: 429,
  EPUBLISHCONFLICT: 403,
  EMANIFESTMISMATCH: 422,
  EBADARCHIVE: 422,
  EMANIFEST: 422,
  EINTEGRITY: 422,
  ETARGET: 404,
  ERESOLVE: 422,
  ELOCKFILE: 422,
  ELOCKSTALE: 422,
  EHOST: 500,
  ESTORE: 500,
  EHELD: 500,
  EADDRINUSE: 500,
  EDATABASE: 500,
  EUNAVAILABLE: 503,
  EUPLINK: 502,
  ENETWORK: 502,
  EPOLICY: 403,
  EUNTRUSTED: 403,
  EPLUGIN: 500,
  EACTION: 500,
  ETIMEOUT: 504,
  EINTERNAL: 500,
} as const satisfies { readonly [code in ErrorCode]: number };

/** The body of every failure; clients of npm's protocol read one of its four sentences. */
export type ErrorBody = {
  readonly error: string;
  readonly code: ErrorCode;
  readonly hint?: string;
  readonly reason: string;
  readonly message: string;
  readonly success: false;
};

/** Returns the status that stands for `error`. */
export function statusOf(error: ExpectedError): number {
  return statuses[error.code];
}

/** Returns the answer to a request that failed with `error`. */
export function errorResponse(error: ExpectedError): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  // A 401 has no `WWW-Authenticate`, although HTTP asks for one: npm would print it instead of the sentence.
  const retryAfter: unknown = Reflect.get(error, "retryAfterSeconds");
  if (typeof retryAfter === "number") headers.set("retry-after", String(retryAfter));
  // npm prints the sentence of the body and this header: so the next step reaches its users, too. Before
  // a publish it asks for what does not exist, so that a notice about that would only confuse.
  if (error.hint !== undefined && error.code !== "E404") headers.set("npm-notice", headerText(error.hint));
  return Response.json(errorBody(error.code, error.message, error.hint), { status: statusOf(error), headers });
}

/** Returns the answer to a request that met a bug; `requestId` leads to it in the log. */
export function internalErrorResponse(requestId: string): Response {
  const sentence = `The registry failed to answer this request; its log has the reason under \`${requestId}\``;
  return Response.json(errorBody("EINTERNAL", sentence), { status: 500, headers: { "cache-control": "no-store" } });
}

/** Headers carry one line of Latin-1. */
function headerText(text: string): string {
  return text.replaceAll(/[^\x20-\x7e]+/g, " ");
}

function errorBody(code: ErrorCode, text: string, hint?: string): ErrorBody {
  const sentence = withoutControls(text);
  return {
    error: sentence,
    code,
    ...(hint === undefined ? {} : { hint: withoutControls(hint) }),
    reason: sentence,
    message: sentence,
    success: false,
  };
}

/** Clients print sentences to a terminal, and some of what stands in them was written by strangers. */
function withoutControls(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}
