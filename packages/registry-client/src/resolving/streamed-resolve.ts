import type { PackageFrame, ResolveAnswer, ResolveRequestBody } from "../larder-api.ts";
import { resolveAnswerSchema, resolveFrameSchema } from "../answers.ts";
import { NetworkError, type RegistryError, registryErrorOf } from "../registry-error.ts";
import type { Requester } from "../requester.ts";

const path = "/-/api/v1/resolve";

/** A line of a streamed answer. */
export type ResolveFrame =
  | PackageFrame
  | { readonly type: "done"; readonly answer: ResolveAnswer }
  | { readonly type: "error"; readonly status: number; readonly error: object }
  | { readonly type: "unknown" };

/** Asks a registry to resolve; `undefined` when it does not offer that. */
export async function askToResolve(
  requester: Requester,
  body: ResolveRequestBody,
  onPackage: ((frame: PackageFrame) => void) | undefined,
): Promise<ResolveAnswer | undefined> {
  const input = { method: "POST", body, isAbsence: isNotOffered } as const;
  if (onPackage === undefined) return await requester.findJson(path, resolveAnswerSchema, input);

  let last: Exclude<ResolveFrame, PackageFrame> | undefined;
  const onLine = (frame: ResolveFrame): void => {
    if (frame.type === "package") onPackage(frame);
    else if (frame.type !== "unknown") last = frame;
  };
  if ((await requester.findLines(path, resolveFrameSchema, { ...input, onLine })) === undefined) return undefined;
  if (last?.type === "done") return last.answer;
  if (last?.type === "error") throw registryErrorOf(`POST ${requester.url}${path}`, last.status, last.error);
  throw new NetworkError(requester.url + path, "the answer broke off");
}

/**
 * A package that does not exist is a conflict in the answer, so a 404 says that there is no such service; and an older
 * one refuses what it does not know. What is really wrong is found again by whoever solves instead.
 */
function isNotOffered({ status, code }: RegistryError): boolean {
  return [404, 405, 501].includes(status) || (status === 400 && code === "EVALIDATION");
}
