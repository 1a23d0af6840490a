import { describeClient } from "./describe-client.ts";

describeClient("yarn-1", "PGlite");
