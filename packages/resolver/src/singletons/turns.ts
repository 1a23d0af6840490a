import { parseWant } from "../asked.ts";
import type { ResolveRequest } from "../request.ts";

const first = 0;
const ofLocked = 1;
const ofOthers = 2;

/**
 * Says in which turn packages are decided, so that a lock changes as little as what is asked now allows.
 *
 * What is new among the wants, or to be updated, comes first and gets the best that there is for it.
 * Then what is locked stays, unless that forces it to move. What else is needed makes do with both.
 */
export class Turns {
  readonly #named: ReadonlySet<string>;
  readonly #locked: ReadonlySet<string>;

  constructor(request: ResolveRequest) {
    const { locked, update = [], wants } = request;
    const before = new Map(locked?.wants.map(({ alias, wanted }) => [alias, wanted]));
    const changed = wants
      .filter(({ alias, wanted }) => before.get(alias) !== wanted)
      .map((want) => parseWant(request, want))
      .flatMap((asked) => (asked.type === "registry" ? [asked.name] : []));
    this.#named = new Set([...changed, ...update]);
    this.#locked = new Set(locked?.nodes.map(({ name }) => name));
  }

  /** Returns the turn of `name`; all have the same one where nothing is locked. */
  of(name: string): number {
    if (this.#locked.size === 0 || this.#named.has(name)) return first;
    return this.#locked.has(name) ? ofLocked : ofOthers;
  }
}
