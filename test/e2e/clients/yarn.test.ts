import { describeClient } from "./describe-client.ts";

describeClient("yarn", "Postgres");
