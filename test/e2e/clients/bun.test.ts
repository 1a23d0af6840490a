import { describeClient } from "./describe-client.ts";

describeClient("bun", "Postgres");
