/** A failure that the user can do something about: printed as one sentence and one next step, without a stack. */
export class Refusal extends Error {
  /**
   * @param {string} message one sentence that says what is wrong
   * @param {string} hint the next step
   */
  constructor(message, hint) {
    super(message);
    this.name = "Refusal";
    this.hint = hint;
  }
}
