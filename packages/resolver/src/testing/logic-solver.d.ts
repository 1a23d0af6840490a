/** The part of `logic-solver` that the tests use; it has no types of its own. */
declare module "logic-solver" {
  export type Formula = string | { readonly type?: never; readonly brand?: "formula" };

  const Logic: {
    readonly TRUE: string;
    readonly FALSE: string;
    readonly or: (...parts: readonly (Formula | readonly Formula[])[]) => Formula;
    readonly and: (...parts: readonly (Formula | readonly Formula[])[]) => Formula;
    readonly not: (part: Formula) => Formula;
    readonly implies: (left: Formula, right: Formula) => Formula;
    readonly atMostOne: (...parts: readonly (Formula | readonly Formula[])[]) => Formula;
    readonly Solver: new () => {
      require(...formulas: readonly Formula[]): void;
      solve(): { getTrueVars(): string[] } | null;
      solveAssuming(formula: Formula): { getTrueVars(): string[] } | null;
    };
  };
  export default Logic;
}
