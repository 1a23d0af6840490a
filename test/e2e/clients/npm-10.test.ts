import { describeClient } from "./describe-client.ts";

describeClient("npm-10", "PGlite");
