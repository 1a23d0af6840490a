import {
  abbreviatePackument,
  type Packument,
  readResolutionDocument,
  renderResolutionDocument,
} from "@larder/packument";
import type { PackageName } from "@larder/package-spec";
import type { PackageSource } from "@larder/resolver";

import type { ResolveRequestBody } from "../larder-api.ts";
import { linesType } from "../read-lines.ts";
import { answerResolve } from "../resolving/answer-resolve.ts";
import { packageFrameOf } from "../resolving/package-frame.ts";

/** Answers `POST /-/api/v1/resolve` from `packuments`, as a Larder registry does: with what it keeps of them for that. */
export async function respondResolve(
  request: Request,
  packuments: ReadonlyMap<PackageName, Packument>,
): Promise<Response> {
  const source: PackageSource = {
    fetch: (name) => {
      const packument = packuments.get(name);
      if (packument === undefined) return Promise.resolve(undefined);
      const document = renderResolutionDocument(abbreviatePackument(packument));
      return Promise.resolve(readResolutionDocument(document, new URL(request.url).origin));
    },
  };
  const frames: object[] = [];
  const answer = await answerResolve((await request.json()) as ResolveRequestBody, source, (manifest) => {
    const frame = packageFrameOf(manifest);
    if (frame !== undefined) frames.push(frame);
  });
  if (request.headers.get("accept")?.includes(linesType) !== true) return Response.json(answer);
  const lines = [...frames, { type: "done", answer }].map((frame) => `${JSON.stringify(frame)}\n`);
  return new Response(lines.join(""), { headers: { "content-type": linesType } });
}
