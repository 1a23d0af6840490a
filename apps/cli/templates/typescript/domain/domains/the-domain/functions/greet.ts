import { defineAction } from "@larder/sdk";

/** Returns a greeting in the words of the-domain. */
export default defineAction({
  input: { type: "object", required: ["name"], properties: { name: { type: "string", minLength: 1 } } },
  // The schema of the domain, which other packages can refer to as well.
  output: { $ref: "the-domain.greeting" },
  handler: ({ name }: { name: string }) => ({ name, text: `Good day, ${name}` }),
});
