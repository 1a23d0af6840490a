import { Registry } from "prom-client";
import { expect, test } from "vitest";

import { RequestDurations } from "./request-durations.ts";

test("a counter of requests goes on beyond 32 bits", async () => {
  const register = new Registry();
  const meter = new RequestDurations(register).meterOf("GET", "/:name");
  meter.observe(200, 0);
  meter.counts[meter.counts.indexOf(1)] = 2 ** 32 - 1;

  meter.observe(200, 0);

  expect(await register.metrics()).toContain(
    'larder_http_request_duration_seconds_count{method="GET",route="/:name",status="2xx"} 4294967296\n',
  );
});
