import { anyOperation, fullNameOf, hostPackage, type RegisteredAction } from "./action.ts";
import { ActionTakenError, AmbiguousActionError, UnknownActionError } from "./action-errors.ts";
import { type NameOrigin, nearestNamesakes } from "./nearest-namesakes.ts";

/** Who looks an action up. */
export type LookupOrigin = NameOrigin & {
  /** Its own actions that nobody else meets yet, by short or full name; while it is loaded in the place of another life. */
  readonly findHeld?: (name: string) => RegisteredAction | undefined;
};

/** Every action of a host by its name. */
export type ActionCatalog = {
  /** Adds an action and returns how to remove it. Throws {@link ActionTakenError}. */
  add(action: RegisteredAction): () => void;
  /** Returns the action that `name` means to `origin`. Throws {@link UnknownActionError} or {@link AmbiguousActionError}. */
  get(name: string, origin?: LookupOrigin): RegisteredAction;
  /** The same; `undefined` when no action has the name. Throws {@link AmbiguousActionError}. */
  findByName(name: string, origin?: LookupOrigin): RegisteredAction | undefined;
  /** Returns the action whose full name is `fullName`; `undefined` when there is none. */
  find(fullName: string): RegisteredAction | undefined;
  /** Every action, sorted by its full name. */
  list(): readonly RegisteredAction[];
};

/**
 * Returns an empty catalog. Of several actions with one short name the nearest is meant, as {@link nearestNamesakes}
 * says; where that is not one, the name is ambiguous, and refused.
 */
export function createActionCatalog(): ActionCatalog {
  const byFullName = new Map<string, RegisteredAction>();
  const byName = new Map<string, Set<RegisteredAction>>();
  // Asked for with many requests, and rarely another one.
  let sorted: readonly RegisteredAction[] | undefined;

  function findByName(name: string, origin?: LookupOrigin): RegisteredAction | undefined {
    const look = (known: string): RegisteredAction | undefined => {
      const exact = origin?.findHeld?.(known) ?? byFullName.get(known);
      if (exact !== undefined) return exact;
      const namesakes = byName.get(known);
      if (namesakes === undefined) return undefined;
      const [only] = namesakes;
      return namesakes.size === 1 ? only : pickNamesake(known, [...namesakes], origin);
    };
    return look(name) ?? findOtherwise(name, look);
  }

  function remove(action: RegisteredAction): void {
    if (byFullName.get(fullNameOf(action)) !== action) return;
    byFullName.delete(fullNameOf(action));
    const namesakes = byName.get(action.name);
    namesakes?.delete(action);
    if (namesakes?.size === 0) byName.delete(action.name);
    sorted = undefined;
  }

  return {
    add(action) {
      const fullName = fullNameOf(action);
      if (byFullName.has(fullName)) throw new ActionTakenError(fullName);
      byFullName.set(fullName, action);
      const namesakes = byName.get(action.name) ?? new Set();
      byName.set(action.name, namesakes.add(action));
      sorted = undefined;
      return () => remove(action);
    },

    get(name, origin) {
      const found = findByName(name, origin);
      if (found === undefined) throw new UnknownActionError(name, knownInstead(name, byName));
      return found;
    },

    findByName,
    find: (fullName) => byFullName.get(fullName),
    list: () =>
      (sorted ??= [...byFullName].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, action]) => action)),
  };
}

/** A name without an operation means the default one; one that no action has may have one that answers to all. */
function findOtherwise(
  name: string,
  look: (name: string) => RegisteredAction | undefined,
): RegisteredAction | undefined {
  const dot = name.lastIndexOf(".");
  const operation = name.slice(dot + 1);
  if (dot === -1) return look(`${name}.default`);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(operation)) return undefined;
  return look(`${name.slice(0, dot)}.${anyOperation}`)?.named?.(operation);
}

function pickNamesake(
  name: string,
  namesakes: readonly RegisteredAction[],
  origin: LookupOrigin | undefined,
): RegisteredAction {
  const [first, ...others] = nearestNamesakes(namesakes, origin);
  if (first === undefined) throw new UnknownActionError(name, []);
  if (others.length > 0) throw new AmbiguousActionError(name, [first, ...others].map(fullNameOf).toSorted());
  return first;
}

/** Returns the actions that have the owner that `name` names; where it has none, every owner. */
function knownInstead(name: string, byName: ReadonlyMap<string, ReadonlySet<RegisteredAction>>): readonly string[] {
  const owner = name.slice(0, name.lastIndexOf(".") + 1);
  const siblings = owner === "" ? [] : [...byName.keys()].filter((known) => known.startsWith(owner)).toSorted();
  // The host's own are the same everywhere, and not what somebody meant.
  const names = [...byName].flatMap(([known, actions]) => ([...actions].every(isOfHost) ? [] : [known])).toSorted();
  return siblings.length > 0 ? siblings : [...new Set(names.map((known) => known.replace(/[./][^./]*$/, "")))];
}

function isOfHost({ packageName }: RegisteredAction): boolean {
  return packageName === hostPackage;
}
