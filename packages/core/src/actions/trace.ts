import { randomFillSync } from "node:crypto";

/** One step of a trace, as W3C's Trace Context has it: which trace it belongs to, and which step it is. */
export type Trace = {
  /** 32 hexadecimal digits, the same for all that one request caused. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Two hexadecimal digits: `01` asks whoever keeps traces to keep this one. */
  readonly flags: string;
};

/** Ids of zeros only mean none. Later versions than the first may say more; `ff` is not one. */
const patterns = [
  /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/,
  /^(?!00|ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/,
] as const;

/** Returns the step that the header `traceparent` names; undefined for what is none, which starts a trace of its own. */
export function parseTraceparent(text: string | undefined): Trace | undefined {
  if (text === undefined) return undefined;
  const [, traceId, spanId, flags] = patterns.map((pattern) => pattern.exec(text)).find((match) => match) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, flags };
}

/** Returns the header `traceparent` that tells others which step they belong to. */
export function formatTraceparent({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

const idBytes = 24;
const pool = Buffer.alloc(idBytes * 256);
let used = pool.length;

/** Returns as many random bytes as the ids of a trace have, in hexadecimal digits; the system is asked for many at once. */
function randomDigits(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += idBytes;
  return pool.toString("hex", used - idBytes, used);
}

/** Returns a new step below `parent`, or the first of a new trace. */
export function nextTrace(parent: Trace | undefined): Trace {
  const digits = randomDigits();
  return {
    traceId: parent?.traceId ?? digits.slice(16),
    spanId: digits.slice(0, 16),
    flags: parent?.flags ?? "01",
  };
}
