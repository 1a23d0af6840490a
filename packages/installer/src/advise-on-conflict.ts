import type { ConflictReport } from "@larder/registry-client";

/** What a conflict rests on: a package that is not there, or not in a version that is asked for. */
type Unmet = {
  readonly name: string;
  /** The package that asks for it; the host itself when it is absent. */
  readonly by: string | undefined;
  /** Where the host's want is written. */
  readonly place: string | undefined;
  readonly isLibrary: boolean;
};

/**
 * Returns the next step after a conflict: the first change that was tried and helps. When no change of what
 * stands helps, what is not there has to be replaced, published or given up; `undefined` when nothing is missing.
 */
export function adviseOnConflict({ suggestions, facts }: ConflictReport): string | undefined {
  const [suggestion] = suggestions;
  if (suggestion !== undefined) return suggestion;
  const [unmet] = facts.flatMap((fact) => findUnmet(fact, facts) ?? []);
  return unmet && advise(unmet);
}

type Facts = ConflictReport["facts"];

function findUnmet({ cause }: Facts[number], facts: Facts): Unmet | undefined {
  if (cause.type === "library") {
    const { alias, path, declaredIn } = cause.problem;
    return { name: alias, by: path.at(-1)?.name, place: declaredIn, isLibrary: true };
  }
  if (cause.type !== "missing" && cause.type !== "no-version") return undefined;
  const { name } = cause;
  const asking = facts.flatMap(({ cause: other }) =>
    (other.type === "requires" || other.type === "peer") && other.name === name ? [other.from] : [],
  );
  const places = facts.flatMap(({ cause: other }) =>
    other.type === "want" && other.name === name ? [other.declaredIn] : [],
  );
  return { name, by: asking[0], place: places[0], isLibrary: false };
}

function advise({ name, by, place, isLibrary }: Unmet): string {
  if (by === undefined) {
    return place?.startsWith("larder.yaml") === true
      ? `Was it unpublished? Take \`${name}\` out of ${place}, or want another package in its place`
      : `Check the name: \`larder search ${name}\` shows what is there`;
  }
  return isLibrary
    ? `Until \`${by}\` is mended, \`overrides: { "${name}": … }\` in \`larder.yaml\` puts another version or package in its place`
    : `Publish a fitting \`${name}\` to the registry, or want another version or package in place of \`${by}\``;
}
