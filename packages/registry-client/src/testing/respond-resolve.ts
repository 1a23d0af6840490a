import { abbreviatePackument, type Packument } from "@larder/packument";
import type { PackageName } from "@larder/package-spec";

import type { ResolveRequestBody } from "../larder-api.ts";
import { answerResolve } from "../resolving/answer-resolve.ts";

/** Answers `POST /-/api/v1/resolve` from `packuments`, as a Larder registry does. */
export async function respondResolve(
  request: Request,
  packuments: ReadonlyMap<PackageName, Packument>,
): Promise<Response> {
  const answer = await answerResolve((await request.json()) as ResolveRequestBody, {
    fetch: (name) => {
      const packument = packuments.get(name);
      return Promise.resolve(packument && abbreviatePackument(packument));
    },
  });
  return Response.json(answer);
}
