import { randomBytes, randomInt, randomUUID } from "node:crypto";

import type { JsonSchema } from "@larder/sdk";

import { isSection, type Json } from "./json-tree.ts";

/** What `x-generate` asks for. */
type Wish = { readonly kind: string; readonly length: number | undefined };

const passwordSigns = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
const specialSigns = "!#%*+-=?@_";

/**
 * Returns a value for `x-generate: wish`: `true` or `password`, `secret`, `hex`, `uuid`, `port`, a number for a password
 * of that length, or `{kind, length}`. `minLength` and `maxLength` of `schema` are kept. Undefined for a kind that
 * nobody knows.
 */
export function generateValue(wish: Json, schema: JsonSchema): Json | undefined {
  const { kind, length } = parseWish(wish);
  return Object.hasOwn(makers, kind) ? makers[kind]?.(lengthWithin(schema, length)) : undefined;
}

function parseWish(wish: Json): Wish {
  if (typeof wish === "number") return { kind: "password", length: wish };
  if (typeof wish === "string") return { kind: wish, length: undefined };
  if (!isSection(wish)) return { kind: wish === true ? "password" : "unknown", length: undefined };
  const { kind = "password", length } = wish;
  return { kind: typeof kind === "string" ? kind : "unknown", length: typeof length === "number" ? length : undefined };
}

const makers: { readonly [kind: string]: (length: (usual: number) => number) => Json } = {
  password: (length) => pick(passwordSigns, length(24)),
  special: (length) => pick(passwordSigns + specialSigns, length(24)),
  secret: (length) => text(length(43), "base64url"),
  hex: (length) => text(length(64), "hex"),
  uuid: () => randomUUID(),
  port: () => randomInt(20_000, 40_000),
};

const lengthMax = 1024;

function lengthWithin({ minLength, maxLength }: JsonSchema, asked: number | undefined): (usual: number) => number {
  const least = typeof minLength === "number" ? minLength : 1;
  const most = typeof maxLength === "number" ? maxLength : lengthMax;
  return (usual) => Math.max(1, Math.min(Math.max(Math.trunc(asked ?? usual), least), most, lengthMax));
}

function pick(signs: string, length: number): string {
  return Array.from({ length }, () => signs.charAt(randomInt(signs.length))).join("");
}

/** As many bytes as signs are more than enough. */
function text(length: number, encoding: "base64url" | "hex"): string {
  return randomBytes(length).toString(encoding).slice(0, length);
}
