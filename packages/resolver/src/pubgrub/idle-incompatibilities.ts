import type { Incompatibility } from "./incompatibility.ts";

/**
 * Incompatibilities of which one term cannot hold as things stand, so that nothing follows from them
 * until the decisions that rule the term out are taken back.
 *
 * Most of what is known is about versions that were not chosen; not to weigh it again and again is
 * what makes a solver quick.
 */
export class IdleIncompatibilities {
  readonly #idle = new Set<Incompatibility>();
  readonly #since: { readonly incompatibility: Incompatibility; readonly level: number }[] = [];

  has(incompatibility: Incompatibility): boolean {
    return this.#idle.has(incompatibility);
  }

  /** Notes that with the decisions up to `level` a term of `incompatibility` cannot hold. */
  add(incompatibility: Incompatibility, level: number): void {
    if (this.#idle.has(incompatibility)) return;
    this.#idle.add(incompatibility);
    this.#since.push({ incompatibility, level });
  }

  /** Forgets what was noted above `level`. */
  backtrack(level: number): void {
    for (let last = this.#since.at(-1); last && last.level > level; last = this.#since.at(-1)) {
      this.#since.pop();
      this.#idle.delete(last.incompatibility);
    }
  }
}
