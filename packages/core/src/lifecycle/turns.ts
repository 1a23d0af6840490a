/** Does one piece of work after the other: two changes of the packages of a host must not overlap. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Does `work` once everything before it has ended, well or not. Returns what it returns, and throws what it throws. */
  take<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
