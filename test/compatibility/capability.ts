/** Something that a user of one of the five systems could do, and can do here. */
export type Capability = {
  /** The letter of its system and a number. */
  readonly id: string;
  /** What one can do, in words. */
  readonly words: string;
  /** Why it is not offered; such a capability needs no test. */
  readonly leftOut?: string;
};

/** One of the systems that Larder continues. */
export type System = {
  readonly name: string;
  readonly capabilities: readonly Capability[];
};
