import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);

/** What OWASP asks of argon2id at the least: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const tagLength = 32;
const saltLength = 16;

/** Returns `password` as an argon2id text in PHC form, with its own salt and cost. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltLength);
  const tag = await derive("argon2id", { message: password, nonce, tagLength, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(nonce)}$${encode(tag)}`;
}

/** Does `password` belong to `hash`? The time it takes does not tell how much of it fits. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const { parameters, tag } = parseHash(hash);
  const candidate = await derive("argon2id", { message: password, ...parameters });
  return timingSafeEqual(candidate, tag);
}

const phcPattern =
  /^\$argon2id\$v=19\$m=(?<memory>\d+),t=(?<passes>\d+),p=(?<parallelism>\d+)\$(?<salt>[A-Za-z0-9+/]+)\$(?<tag>[A-Za-z0-9+/]+)$/;

/** The cost is read from the text, so that older passwords stay valid when it is raised. */
function parseHash(hash: string): { parameters: Omit<Argon2Parameters, "message">; tag: Buffer } {
  const { memory, passes, parallelism, salt, tag: encodedTag } = phcPattern.exec(hash)?.groups ?? {};
  if (salt === undefined || encodedTag === undefined) throw new Error("A stored password is not in PHC form");
  const tag = Buffer.from(encodedTag, "base64");
  const parameters = {
    nonce: Buffer.from(salt, "base64"),
    tagLength: tag.byteLength,
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
  };
  return { parameters, tag };
}

/** PHC texts use base64 without padding. */
function encode(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}
