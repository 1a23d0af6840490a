import { describeClient } from "./describe-client.ts";

describeClient("pnpm-10", "PGlite");
