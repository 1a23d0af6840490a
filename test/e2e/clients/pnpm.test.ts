import { describeClient } from "./describe-client.ts";

describeClient("pnpm", "PGlite");
