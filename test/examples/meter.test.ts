import { Registry } from "prom-client";
import { expect, test } from "vitest";

import { createMeter } from "@examples/analytics/lib/meter.js";

test("metrics are made when they are used first, and shown as Prometheus reads them", async () => {
  const meter = createMeter(new Registry());

  await meter.count("notes_total", "Notes", 2, { author: "ada" });
  await meter.count("notes_total", "Notes", 1, { author: "ada" });
  await meter.set("open", "Open notes", 7);

  expect(await meter.list()).toEqual([
    { name: "notes_total", help: "Notes", type: "counter" },
    { name: "open", help: "Open notes", type: "gauge" },
  ]);
  expect(await meter.expose()).toBe(`# HELP notes_total Notes
# TYPE notes_total counter
notes_total{author="ada"} 3

# HELP open Open notes
# TYPE open gauge
open 7
`);
});

test("the samples of a metric can be chosen by their labels", async () => {
  const meter = createMeter(new Registry());
  await meter.count("notes_total", "Notes", 2, { author: "ada" });
  await meter.count("notes_total", "Notes", 5, { author: "eve" });

  expect(await meter.read("notes_total", { author: "eve" })).toEqual([
    { name: "notes_total", labels: { author: "eve" }, value: 5 },
  ]);
});

test("what a metric cannot do is refused with a code", async () => {
  const meter = createMeter(new Registry());
  await meter.set("open", "Open notes", 7);

  await expect(meter.read("closed")).rejects.toMatchObject({ code: "unknown_metric" });
  await expect(meter.count("open", "Open notes")).rejects.toMatchObject({ code: "other_type" });
  await expect(meter.count("two words", "")).rejects.toMatchObject({ code: "bad_name" });
  await expect(meter.count("falls", "", -1)).rejects.toMatchObject({ code: "negative_amount" });
});
