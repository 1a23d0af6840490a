import { type ErrorCode, errorCodes } from "@larder/errors";
import { z } from "zod";

const sentence = z.string().meta({ description: "What failed, in one sentence that names the thing." });

/** The body of every failure; clients of npm's protocol read one of its sentences. */
export const failure = z
  .object({
    error: sentence,
    code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]),
    hint: z.string().meta({ description: "One next step." }).optional(),
    reason: sentence,
    message: sentence,
    success: z.literal(false),
  })
  .meta({ id: "Failure", description: "Why something was refused, or failed." });
