/**
 * How much work an answer may take, in steps that are the same on every machine: so that a client and a
 * registry give up at the same place, and neither of them on a slow day.
 */
export class WorkBudget {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  spend(steps: number): void {
    this.#left -= steps;
  }
}
