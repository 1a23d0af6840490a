import { describeClient } from "./describe-client.ts";

describeClient("npm-11", "Postgres");
