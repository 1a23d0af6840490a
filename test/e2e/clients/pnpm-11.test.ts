import { describeClient } from "./describe-client.ts";

describeClient("pnpm-11", "Postgres");
