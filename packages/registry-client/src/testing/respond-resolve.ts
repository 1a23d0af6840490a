import {
  abbreviatePackument,
  type Packument,
  readResolutionDocument,
  renderResolutionDocument,
} from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import type { ResolveRequestBody } from "../larder-api.ts";
import { answerResolve } from "../resolving/answer-resolve.ts";

/** Answers `POST /-/api/v1/resolve` from `packuments`, as a Larder registry does: with what it keeps of them for that. */
export async function respondResolve(
  request: Request,
  packuments: ReadonlyMap<PackageName, Packument>,
): Promise<Response> {
  const answer = await answerResolve((await request.json()) as ResolveRequestBody, {
    fetch: (name) => {
      const packument = packuments.get(name);
      if (packument === undefined) return Promise.resolve(undefined);
      const document = renderResolutionDocument(abbreviatePackument(packument));
      return Promise.resolve(readResolutionDocument(document, new URL(request.url).origin));
    },
  });
  return Response.json(answer);
}
