import { defineAction } from "@larder/sdk";

/** Greets somebody. */
export const greet = defineAction({
  input: { type: "object", required: ["name"], properties: { name: { type: "string", minLength: 1 } } },
  handler: ({ name }: { name: string }) => ({ text: `Hello, ${name}!` }),
});

/** Says who it is. */
export const info = () => ({ actor: "the-actor" });
