import type { ResolveRequest } from "../request.ts";
import type { Suggestion } from "./suggestion.ts";

type Of<Type extends Suggestion["type"]> = Suggestion & { readonly type: Type };

const appliers: {
  readonly [Type in Suggestion["type"]]: (request: ResolveRequest, suggestion: Of<Type>) => ResolveRequest;
} = {
  "relax-want": (request, { alias, to }) => ({
    ...request,
    wants: request.wants.map((want) => (want.alias === alias ? { ...want, wanted: to } : want)),
  }),
  update: (request, { names }) => ({
    ...request,
    update: names.length === 0 ? listLocked(request) : [...(request.update ?? []), ...names],
  }),
  wait: (request, { until }) => ({ ...request, asOf: until }),
  "exempt-from-age": (request, { name }) =>
    withPolicy(request, ({ minimumAgeExempt }) => ({ minimumAgeExempt: [...minimumAgeExempt, name] })),
  "lift-block": (request, { selector }) => withPolicy(request, ({ block }) => ({ block: without(block, selector) })),
  "lift-override": (request, { selector }) => ({ ...request, overrides: without(request.overrides, selector) }),
  "allow-deprecated": (request) => withPolicy(request, () => ({ deprecated: "allow" })),
  "change-core": (request, { to }) => ({ ...request, coreVersion: to }),
  "drop-want": (request, { alias }) => ({
    ...request,
    wants: request.wants.filter((want) => want.alias !== alias),
  }),
};

/** Returns `request` as it is when `suggestion` is followed: this is what was tried before it was shown. */
export function applySuggestion(request: ResolveRequest, suggestion: Suggestion): ResolveRequest {
  const apply = appliers[suggestion.type] as (request: ResolveRequest, suggestion: Suggestion) => ResolveRequest;
  return apply(request, suggestion);
}

function listLocked({ locked }: ResolveRequest): readonly string[] {
  return [...new Set(locked?.nodes.map(({ name }) => name))];
}

function withPolicy(
  request: ResolveRequest,
  change: (policy: NonNullable<ResolveRequest["policy"]>) => Partial<NonNullable<ResolveRequest["policy"]>>,
): ResolveRequest {
  const { policy } = request;
  return policy ? { ...request, policy: { ...policy, ...change(policy) } } : request;
}

function without<Value>(map: { readonly [key: string]: Value }, key: string): { readonly [key: string]: Value } {
  return Object.fromEntries(Object.entries(map).filter(([other]) => other !== key));
}
