import type { Conflict } from "../conflict.ts";
import type { Cause } from "../pubgrub/cause.ts";
import type { Incompatibility } from "../pubgrub/incompatibility.ts";
import { type ConflictDocument, describeConflict } from "./conflict-document.ts";
import { describeCause } from "./describe-cause.ts";
import { joinWords } from "./describe-terms.ts";
import { formatSuggestion } from "./format-suggestion.ts";
import { describeFacts, hasManyAlike } from "./merge-facts.ts";

/** A conflict in words, and as data for programs. */
export type ConflictReport = ConflictDocument & {
  /** What follows from what, in order; the last one is the conclusion. A number in parentheses refers back to a sentence that ends with it. */
  readonly sentences: readonly string[];
  /** Changes that were tried and lead to an answer; three at most. */
  readonly suggestions: readonly string[];
};

/**
 * Returns `conflict` in words: each sentence says what follows from the one before and from one more
 * fact, and a conclusion that is needed twice gets a number.
 */
export function formatConflict(conflict: Conflict): ConflictReport {
  const { because } = conflict;
  const writer = new ReportWriter(conflict);
  if (because.cause.type === "derived") writer.visit(because, true);
  else writer.write(because, capitalize(describeCause(because, conflict.versions)), false);
  return {
    sentences: writer.sentences,
    suggestions: conflict.suggestions.map(formatSuggestion),
    ...describeConflict(conflict),
  };
}

type Derived = Incompatibility & { readonly cause: Extract<Cause, { type: "derived" }> };

class ReportWriter {
  readonly sentences: string[] = [];
  readonly #versions: Conflict["versions"];
  readonly #uses = new Map<Incompatibility, number>();
  readonly #numbers = new Map<Incompatibility, number>();

  constructor({ because, versions }: Conflict) {
    this.#versions = versions;
    this.#countUses(because);
  }

  /** Writes everything that leads to `incompatibility`, then what follows. https://github.com/dart-lang/pub/blob/master/doc/solver.md#error-reporting */
  visit(incompatibility: Incompatibility, isConclusion = false): void {
    const { cause } = incompatibility;
    if (cause.type !== "derived") return;
    const { left, right } = cause;
    const isNumbered = !isConclusion && (this.#uses.get(incompatibility) ?? 0) > 1;
    const step = { incompatibility, opening: isConclusion ? "So" : "And", isNumbered };
    const chain = this.#listChain(incompatibility);
    if (hasManyAlike(chain.facts)) return this.#visitChain({ ...step, ...chain });

    if (isDerived(left)) {
      if (isDerived(right)) this.#visitBoth({ ...step, left, right });
      else this.#visitOne({ ...step, derived: left, fact: right });
    } else if (isDerived(right)) this.#visitOne({ ...step, derived: right, fact: left });
    else this.#conclude(incompatibility, this.#because(left, right), isNumbered);
  }

  write(incompatibility: Incompatibility, sentence: string, isNumbered: boolean): void {
    const number = this.#numbers.size + 1;
    if (isNumbered) this.#numbers.set(incompatibility, number);
    this.sentences.push(isNumbered ? `${sentence}. (${number})` : `${sentence}.`);
  }

  /** Lists the facts that are added one by one to get to `incompatibility`, the first one first, and what they are added to. */
  #listChain(incompatibility: Incompatibility): { base: Derived | undefined; facts: Incompatibility[] } {
    const facts: Incompatibility[] = [];
    for (let at = incompatibility; isDerived(at);) {
      const { left, right } = at.cause;
      if (isDerived(left) && isDerived(right)) return { base: at, facts };
      const [derived, fact] = isDerived(left) ? [left, right] : [right, left];
      facts.unshift(fact);
      if (!isDerived(derived)) return { base: undefined, facts: [derived, ...facts] };
      if ((this.#uses.get(derived) ?? 0) > 1) return { base: derived, facts };
      at = derived;
    }
    return { base: undefined, facts: [] };
  }

  /** Tells a chain of facts, many of them alike, in one sentence. */
  #visitChain(step: {
    readonly incompatibility: Incompatibility;
    readonly base: Derived | undefined;
    readonly facts: readonly Incompatibility[];
    readonly opening: string;
    readonly isNumbered: boolean;
  }): void {
    const { incompatibility, base, facts, opening, isNumbered } = step;
    const clauses = joinWords(describeFacts(facts, this.#versions), "and");
    if (!base) return this.#conclude(incompatibility, `Because ${clauses}`, isNumbered);
    if (this.#numbers.has(base)) {
      return this.#conclude(incompatibility, `Because ${this.#say(base)}, and ${clauses}`, isNumbered);
    }
    this.visit(base);
    this.#conclude(incompatibility, `${opening} because ${clauses}`, isNumbered);
  }

  #visitBoth(step: {
    readonly incompatibility: Incompatibility;
    readonly left: Derived;
    readonly right: Derived;
    readonly opening: string;
    readonly isNumbered: boolean;
  }): void {
    const { incompatibility, left, right, opening, isNumbered } = step;
    const [first, second] = this.#numbers.has(right) && !this.#numbers.has(left) ? [right, left] : [left, right];
    if (this.#numbers.has(first) && this.#numbers.has(second)) {
      return this.#conclude(incompatibility, this.#because(first, second), isNumbered);
    }
    if (!this.#numbers.has(first)) this.#visitNumbered(first);
    this.visit(second);
    this.#conclude(incompatibility, `${opening} because ${this.#say(first)}`, isNumbered);
  }

  #visitOne(step: {
    readonly incompatibility: Incompatibility;
    readonly derived: Derived;
    readonly fact: Incompatibility;
    readonly opening: string;
    readonly isNumbered: boolean;
  }): void {
    const { incompatibility, derived, fact, opening, isNumbered } = step;
    if (this.#numbers.has(derived)) {
      return this.#conclude(incompatibility, this.#because(fact, derived), isNumbered);
    }
    const collapsed = this.#collapse(derived);
    if (collapsed) {
      this.visit(collapsed.derived);
      return this.#conclude(incompatibility, `${opening} because ${this.#sayBoth(collapsed.fact, fact)}`, isNumbered);
    }
    this.visit(derived);
    this.#conclude(incompatibility, `${opening} because ${this.#say(fact)}`, isNumbered);
  }

  /** A step that is used once, and is one fact on top of another step, needs no sentence of its own. */
  #collapse({ cause }: Derived): { derived: Derived; fact: Incompatibility } | undefined {
    const { left, right } = cause;
    if (isDerived(left) === isDerived(right)) return undefined;
    const [derived, fact] = isDerived(left) ? [left, right] : [right, left];
    return isDerived(derived) && !this.#numbers.has(derived) && (this.#uses.get(derived) ?? 0) < 2
      ? { derived, fact }
      : undefined;
  }

  #visitNumbered(incompatibility: Incompatibility): void {
    this.#uses.set(incompatibility, 2);
    this.visit(incompatibility);
  }

  #conclude(incompatibility: Incompatibility, premise: string, isNumbered: boolean): void {
    this.write(incompatibility, `${premise}, ${this.#say(incompatibility)}`, isNumbered);
  }

  #say(incompatibility: Incompatibility): string {
    const number = this.#numbers.get(incompatibility);
    const clause = describeCause(incompatibility, this.#versions);
    return number === undefined ? clause : `${clause} (${number})`;
  }

  #because(left: Incompatibility, right: Incompatibility): string {
    return `Because ${this.#sayBoth(left, right)}`;
  }

  /** What the host wants comes first: it is what the reader knows. */
  #sayBoth(left: Incompatibility, right: Incompatibility): string {
    const [first, second] = right.cause.type === "want" && left.cause.type !== "want" ? [right, left] : [left, right];
    const clause = this.#say(first);
    return `${clause}${clause.includes(", ") ? "," : ""} and ${this.#say(second)}`;
  }

  #countUses(incompatibility: Incompatibility): void {
    const uses = this.#uses.get(incompatibility) ?? 0;
    this.#uses.set(incompatibility, uses + 1);
    if (uses > 0 || incompatibility.cause.type !== "derived") return;
    this.#countUses(incompatibility.cause.left);
    this.#countUses(incompatibility.cause.right);
  }
}

function isDerived(incompatibility: Incompatibility): incompatibility is Derived {
  return incompatibility.cause.type === "derived";
}

function capitalize(sentence: string): string {
  return sentence.startsWith("larder.yaml") ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
