/*
 * The web's own types, taken from the program that compiles an author's code. This package itself is
 * compiled without a platform, since it also runs where there is none.
 */

/** `Request` of the platform. */
export type WebRequest = typeof globalThis extends { Request: { prototype: infer Platform } }
  ? Platform
  : { readonly method: string; readonly url: string };

/** `Response` of the platform. */
export type WebResponse = typeof globalThis extends { Response: { prototype: infer Platform } }
  ? Platform
  : { readonly status: number };

/** `AbortSignal` of the platform. */
export type WebAbortSignal = typeof globalThis extends { AbortSignal: { prototype: infer Platform } }
  ? Platform
  : { readonly aborted: boolean };
