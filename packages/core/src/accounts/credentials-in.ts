import { isForeignSite } from "./foreign-site.ts";
import { tokenPrefix } from "./account-keys.ts";
import type { OwnCookie } from "./session-cookie.ts";

/** What a request proves its sender by. What was put there on purpose goes before what browsers send by themselves. */
export type CredentialIn =
  | { readonly type: "token"; readonly token: string }
  | { readonly type: "plugin-key"; readonly key: string }
  | { readonly type: "session"; readonly secret: string };

/** Returns the credential in `request`; undefined when it has none of a host's own. */
export function findCredential(request: Request, sessionCookie: OwnCookie): CredentialIn | undefined {
  const token = findOwnToken(request.headers.get("authorization"));
  if (token !== undefined) return { type: "token", token };
  const key = request.headers.get("x-plugin-key");
  if (key !== null) return { type: "plugin-key", key };
  const secret = sessionCookie.find(request);
  return secret === undefined ? undefined : { type: "session", secret };
}

/** Returns the token in an `Authorization`. A bearer token of another kind is for the package that it is sent to. */
export function findOwnToken(authorization: string | null): string | undefined {
  const [, token] = /^bearer +(\S+)$/i.exec(authorization ?? "") ?? [];
  return token?.startsWith(tokenPrefix) === true ? token : undefined;
}

const readOnly = new Set(["GET", "HEAD", "OPTIONS"]);

/** Does a page of another site send `request`, and could that change something? A socket can, though it begins as a `GET`. */
export function isForgeable(request: Request): boolean {
  const changes = !readOnly.has(request.method) || request.headers.has("upgrade");
  return changes && isForeignSite(request);
}
