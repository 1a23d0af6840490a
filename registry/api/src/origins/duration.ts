import { z } from "zod";

const unitMs = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const;

/** A time such as `90m`, `72h` or `3d`, as people write it. */
export type Duration = { readonly text: string; readonly ms: number };

/** Reads a {@link Duration}. */
export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, "must be minutes, hours or days such as `90m`, `72h` or `3d`")
  .transform((text): Duration => ({
    text,
    ms: Number.parseInt(text, 10) * unitMs[text.at(-1) as keyof typeof unitMs],
  }));

/** Returns a duration in words: `3 days`. */
export function formatDuration({ text }: Duration): string {
  const count = Number.parseInt(text, 10);
  const unit = { m: "minute", h: "hour", d: "day" }[text.at(-1) as keyof typeof unitMs];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
