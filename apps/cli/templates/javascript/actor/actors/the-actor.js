// @ts-check
import { defineAction } from "@larder/sdk";

/** Greets somebody. */
export const greet = defineAction({
  input: { type: "object", required: ["name"], properties: { name: { type: "string", minLength: 1 } } },
  /** @param {{ name: string }} input */
  handler: ({ name }) => ({ text: `Hello, ${name}!` }),
});

/** Says who it is. */
export const info = () => ({ actor: "the-actor" });
