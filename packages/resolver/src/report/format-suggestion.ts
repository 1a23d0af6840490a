import { formatMoment } from "../policy/describe-refusal.ts";
import type { Suggestion } from "../suggestions/suggestion.ts";

type Of<Type extends Suggestion["type"]> = Suggestion & { readonly type: Type };

const place = "larder.yaml";

const tellers: { readonly [Type in Suggestion["type"]]: (suggestion: Of<Type>) => string } = {
  "relax-want": ({ alias, declaredIn, from, to }) =>
    `Change \`${alias}\` in ${declaredIn ?? place} from \`${from}\` to \`${to}\`: then everything fits together`,
  update: ({ names }) => `Run \`${updateOf(names)}\`: what is locked is in the way, and newer versions fit`,
  wait: ({ until, spec }) => `Wait until ${formatMoment(until)}: then \`${spec}\` is old enough`,
  "exempt-from-age": ({ name }) =>
    `Add \`${name}\` to \`policy.minimumAgeExempt\` in ${place}, if you trust its new versions already`,
  "lift-block": ({ selector, reason }) =>
    `Take \`${selector}\` out of \`policy.block\` in ${place}${reason === "" ? "" : `, if this no longer holds: ${reason}`}`,
  "lift-override": ({ selector, wanted }) =>
    `Take the override of \`${selector}\` with \`${wanted}\` out of ${place}: without it everything fits together`,
  "allow-deprecated": () =>
    `Set \`policy.deprecated\` in ${place} to \`allow\`: then deprecated versions are taken where nothing else fits`,
  "change-core": ({ from, to }) => `Run the host with a core whose API is ${to} instead of ${from}`,
  "drop-want": ({ alias, declaredIn }) =>
    `Remove \`${alias}\` from ${declaredIn ?? place}: everything else fits together`,
};

/** Returns `suggestion` as a sentence without a full stop that says what to do. */
export function formatSuggestion(suggestion: Suggestion): string {
  const tell = tellers[suggestion.type] as (suggestion: Suggestion) => string;
  return tell(suggestion);
}

/** Returns the command that does what `suggestion` says; nothing where a file has to be edited. */
export function commandOf(suggestion: Suggestion): string | undefined {
  if (suggestion.type === "update") return updateOf(suggestion.names);
  return suggestion.type === "drop-want" ? `larder remove ${suggestion.alias}` : undefined;
}

function updateOf(names: readonly string[]): string {
  return ["larder update", ...names].join(" ");
}
