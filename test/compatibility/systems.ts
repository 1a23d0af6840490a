import type { System } from "./capability.ts";
import { hottopoteto } from "./capabilities/hottopoteto.ts";
import { nosh } from "./capabilities/nosh.ts";
import { threebot } from "./capabilities/threebot.ts";
import { windflow } from "./capabilities/windflow.ts";
import { xcore } from "./capabilities/xcore.ts";

/** The systems in the order of the page. */
export const systems: readonly System[] = [hottopoteto, threebot, xcore, nosh, windflow];
