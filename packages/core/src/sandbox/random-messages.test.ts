// SPEC.md §8. Whatever a sandbox sends once its code is no longer ours: written at random, and damaged.
import * as fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { hostCodec } from "./host-codec.ts";
import { Peer } from "./wire/peer.ts";

const unheard: unknown[] = [];
const note = (failure: unknown): void => void unheard.push(failure);
beforeAll(() => void process.on("unhandledRejection", note));
afterAll(() => void process.off("unhandledRejection", note));

const kinds = ["undefined", "number", "bigint", "date", "bytes", "buffer", "map", "set", "object", "error", "function"];
const names = ["__proto__", "constructor", "then", "toJSON", "toString", "valueOf", "$", "message", "name", "stack"];
const kind = fc.constantFrom(...kinds, "response", "context", "__proto__", "toString");
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, 0, -1, 7, 2 ** 53, "", "x", "AAAA", "9".repeat(300), "\ud800"),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names, "code", "details", "status", "headers", "body"), tie("value"), {
      maxKeys: 5,
    }),
    fc.record({ $: fc.tuple(kind, fc.oneof(fc.nat(9), tie("value")), tie("value")) }),
  ),
}));
const method = fc.constantFrom(null, "echo", "fails", "then", "constructor", "toString", "__proto__");
const number = fc.oneof({ weight: 9, arbitrary: fc.nat(9) }, { weight: 1, arbitrary: value });
const message = fc.oneof(
  fc.tuple(fc.constantFrom("call", "tell"), number, number, method, fc.oneof(fc.array(value, { maxLength: 3 }), value)),
  fc.tuple(fc.constantFrom("done", "fail"), number, value),
  fc.tuple(fc.constant("free"), fc.constant(0), number, number),
  value,
);
const text = fc
  .tuple(
    message.map((sent) => JSON.stringify(sent)),
    fc.nat(9),
    fc.nat(400),
    fc.nat(5),
  )
  .map(([sent, luck, at, cut]) => (luck > 0 ? sent : sent.slice(0, at) + sent.slice(at + cut)));

test("[B10] random and damaged messages are answered, or refused as what they are; nothing else happens", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 5, maxLength: 30 }), async (texts) => {
      const { peer, sent, outcomes } = aHost();

      for (const each of texts) expect(refusalOf(peer, each)).toMatch(/^$|TypeError|SyntaxError|RangeError/);
      await new Promise((resolve) => setImmediate(resolve));
      peer.close(new Error("closed"));

      for (const each of sent) expect(Array.isArray(JSON.parse(each))).toBe(true);
      // A failure is written into a log, whatever it holds.
      for (const failure of await Promise.all(outcomes)) expect(String(failure)).toBeTypeOf("string");
      expect(unheard).toEqual([]);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 300, seed: 20_261_121 },
  );
});

const answer = (name: string | null, args: readonly unknown[]): unknown => {
  if (name === "fails") throw Object.assign(new Error("It failed"), { details: args[0] });
  return args[0];
};

/** A host's end whose own calls wait for answers, which `outcomes` are: the failures among them. */
function aHost(): { readonly peer: Peer; readonly sent: string[]; readonly outcomes: readonly Promise<unknown>[] } {
  const sent: string[] = [];
  const limits = { sharedMax: 200, answeringMax: 500, sentCharsMax: 1_000_000 };
  const peer = new Peer(answer, {
    ...limits,
    codec: hostCodec(),
    lasts: () => false,
    send: (line) => void sent.push(line),
  });
  const outcomes = Array.from({ length: 9 }, async (_, index) => {
    try {
      JSON.stringify(await peer.call(0, null, [index, () => "shared"]));
      return undefined;
    } catch (failure) {
      return failure instanceof Error ? failure : undefined;
    }
  });
  return { peer, sent, outcomes };
}

function refusalOf(peer: Peer, line: string): string {
  try {
    peer.receive(line);
    return "";
  } catch (failure) {
    return failure instanceof Error ? failure.name : "no error";
  }
}
