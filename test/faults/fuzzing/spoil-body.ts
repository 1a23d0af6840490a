import fc from "fast-check";

/** Something that is wrong with the text of a publish. */
export type BodySpoil =
  | { readonly kind: "cut"; readonly at: number }
  | { readonly kind: "insert"; readonly at: number; readonly text: string }
  | { readonly kind: "replace"; readonly what: string; readonly by: string };

const at = fc.nat(20_000);
const tokens = ['"', "{", "}", "[", ",", ":", "\\", "null", "1e999", "-0", '"__proto__":{"x":1},', '"constructor":1,'];
const characters = ["\0", "\u{d800}", "\u{202e}", "\u{feff}", "../", "%00", "%2f"];
const nonsense = fc.constantFrom(...tokens, ...characters, "[".repeat(500), "9".repeat(400));
const places = [
  '"_id"',
  '"name"',
  '"dist-tags"',
  '"versions"',
  '"_attachments"',
  '"length"',
  '"data"',
  '"dist"',
  "1.0.0",
];
const values = ["null", "[]", "{}", "true", '"x"', "0", '"../../x"', '"__proto__"', '"toString"'];

export const bodySpoil: fc.Arbitrary<BodySpoil> = fc.oneof(
  fc.record({ kind: fc.constant("cut"), at }),
  fc.record({ kind: fc.constant("insert"), at, text: nonsense }),
  fc.record({
    kind: fc.constant("replace"),
    what: fc.constantFrom(...places),
    by: fc.constantFrom(...places, ...values),
  }),
);

/** Returns `body` with all of `spoils` done to it. */
export function spoiledBody(body: string, spoils: readonly BodySpoil[]): string {
  return spoils.reduce((text, spoil) => {
    switch (spoil.kind) {
      case "cut":
        return text.slice(0, spoil.at % (text.length + 1));
      case "insert": {
        const place = spoil.at % (text.length + 1);
        return text.slice(0, place) + spoil.text + text.slice(place);
      }
      case "replace":
        return text.replace(spoil.what, () => spoil.by);
    }
  }, body);
}
