import { describeClient } from "./describe-client.ts";

describeClient("yarn-3", "PGlite");
