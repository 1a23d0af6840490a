import type { PackageFrame, ResolveAnswer, ResolveRequestBody } from "../larder-api.ts";
import { resolveAnswerSchema, resolveFrameSchema } from "../answers.ts";
import { NetworkError, type RegistryError, registryErrorOf } from "../registry-error.ts";
import type { Requester } from "../requester.ts";

const path = "/-/api/v1/resolve";

/** A line of a streamed answer. */
export type ResolveFrame =
  | PackageFrame
  | { readonly type: "waiting"; readonly seconds: number }
  | { readonly type: "done"; readonly answer: ResolveAnswer }
  | { readonly type: "error"; readonly status: number; readonly error: object }
  | { readonly type: "unknown" };

/** Who hears what a registry says while it resolves. */
export type ResolveListener = {
  /** Hears which packages the lock will probably name: only the lock decides. */
  readonly onPackage: (frame: PackageFrame) => void;
  /** Hears for how many seconds the registry has been looking for an answer, when it has nothing else to say. */
  readonly onWaiting?: ((seconds: number) => void) | undefined;
};

/** Asks a registry to resolve; `undefined` when it does not offer that. */
export async function askToResolve(
  requester: Requester,
  body: ResolveRequestBody,
  listener: ResolveListener | undefined,
): Promise<ResolveAnswer | undefined> {
  const input = { method: "POST", body, isQuestion: true, isAbsence: isNotOffered } as const;
  if (listener === undefined) return await requester.findJson(path, resolveAnswerSchema, input);

  let last: Extract<ResolveFrame, { readonly type: "done" | "error" }> | undefined;
  const onLine = (frame: ResolveFrame): void => {
    if (frame.type === "package") listener.onPackage(frame);
    else if (frame.type === "waiting") listener.onWaiting?.(frame.seconds);
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
