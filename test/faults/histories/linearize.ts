/** An operation as a client saw it: when it was sent, when it was answered, and what was answered. */
export type Observed<Operation> = {
  readonly operation: Operation;
  readonly sentAt: number;
  readonly answeredAt: number;
};

/** What an operation does to a state; `undefined` when it cannot have had its answer there. */
export type Model<State, Operation> = {
  readonly initial: State;
  readonly apply: (state: State, operation: Operation) => State | undefined;
  /** The same text for the same state. */
  readonly keyOf: (state: State) => string;
};

/**
 * Is there an order of the operations that explains all answers, in which none comes after one that was sent after its answer?
 *
 * The search of Wing and Gong (1993), which remembers what it has tried. Exponential at worst: for short histories.
 */
export function isLinearizable<State, Operation>(
  history: readonly Observed<Operation>[],
  { initial, apply, keyOf }: Model<State, Operation>,
): boolean {
  const tried = new Set<string>();
  const explains = (state: State, open: readonly number[]): boolean => {
    if (open.length === 0) return true;
    const key = `${open.join(",")} ${keyOf(state)}`;
    if (tried.has(key)) return false;
    tried.add(key);

    const firstAnswer = Math.min(...open.map((index) => history[index]?.answeredAt ?? 0));
    return open.some((index) => {
      const observed = history[index];
      if (observed === undefined || observed.sentAt > firstAnswer) return false;
      const next = apply(state, observed.operation);
      return (
        next !== undefined &&
        explains(
          next,
          open.filter((other) => other !== index),
        )
      );
    });
  };
  return explains(initial, [...history.keys()]);
}
