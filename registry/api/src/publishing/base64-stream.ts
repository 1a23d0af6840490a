import { BadPublishBodyError } from "./publish-errors.ts";

/**
 * Decodes base64 text that arrives in pieces of any length.
 *
 * `Buffer` skips what is not base64; here every character must count, so that a damaged body is
 * refused where it is damaged.
 */
export class Base64Decoder {
  #rest = "";
  #isPadded = false;

  /** Returns the bytes of `text` and of what was left before it. Throws {@link BadPublishBodyError}. */
  decode(text: Uint8Array): Uint8Array {
    const all = this.#rest + Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString("latin1");
    // A JSON writer may escape the slash, and only the slash needs it.
    const characters = all.includes("\\") ? all.replaceAll("\\/", "/") : all;
    const end = characters.endsWith("\\") ? characters.length - 1 : characters.length;
    const whole = end - (end % 4);
    this.#rest = characters.slice(whole);
    if (this.#isPadded && characters !== "")
      throw new BadPublishBodyError("the data of the archive goes on after its end");
    this.#isPadded = characters.slice(0, whole).endsWith("=");
    return decodeStrictly(characters.slice(0, whole));
  }

  /** Says that the text has ended. Throws {@link BadPublishBodyError} when it ended inside a group of four. */
  end(): void {
    if (this.#rest !== "") throw new BadPublishBodyError("the data of the archive is not whole base64");
  }
}

function decodeStrictly(characters: string): Uint8Array {
  const padding = characters.endsWith("==") ? 2 : characters.endsWith("=") ? 1 : 0;
  const bytes = Buffer.from(characters, "base64");
  if (bytes.length !== (characters.length / 4) * 3 - padding) {
    throw new BadPublishBodyError("the data of the archive is not base64");
  }
  return bytes;
}
