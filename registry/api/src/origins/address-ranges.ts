import { BlockList, isIP, isIPv4 } from "node:net";

/** Is `text` an address, or a range of them such as `10.0.0.0/8`? */
export function isAddressRange(text: string): boolean {
  return parseRange(text) !== undefined;
}

/** Some address ranges, made ready to look addresses up in. */
export class AddressRanges {
  readonly #list = new BlockList();
  readonly #isEmpty: boolean;

  /** `ranges` are ones that {@link isAddressRange} knows. */
  constructor(ranges: readonly string[]) {
    this.#isEmpty = ranges.length === 0;
    for (const text of ranges) {
      const range = parseRange(text);
      if (range === undefined) throw new Error(`${text} is no address range`);
      this.#list.addSubnet(range.network, range.prefixLength, range.family);
    }
  }

  /**
   * Is `address` in one of the ranges?
   *
   * An IPv4 address that arrives on a socket for both kinds (`::ffff:192.0.2.1`) is looked for as IPv4.
   */
  covers(address: string): boolean {
    if (this.#isEmpty) return false;
    const plain = plainAddress(address);
    return isIP(plain) !== 0 && this.#list.check(plain, familyOf(plain));
  }
}

/** Returns `address` as people write it: IPv4 without the prefix of IPv6, and no zone. */
export function plainAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, "");
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(withoutZone)?.[1];
  return mapped ?? withoutZone;
}

type Range = { readonly network: string; readonly prefixLength: number; readonly family: "ipv4" | "ipv6" };

function parseRange(text: string): Range | undefined {
  const [network = "", prefix, more] = text.split("/");
  if (isIP(network) === 0 || network.includes("%") || more !== undefined) return undefined;
  const lengthMax = isIPv4(network) ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return undefined;
  const prefixLength = prefix === undefined ? lengthMax : Number(prefix);
  return prefixLength > lengthMax ? undefined : { network, prefixLength, family: familyOf(network) };
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv4(address) ? "ipv4" : "ipv6";
}
