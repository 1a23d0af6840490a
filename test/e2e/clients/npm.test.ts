import { describeClient } from "./describe-client.ts";

describeClient("npm", "PGlite");
