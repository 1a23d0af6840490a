// SPEC.md §7, Larder's own API. Rule ids in titles refer to it.
import { expect, test } from "vitest";

import { aPackage, refusal, seen, TestRegistry, type Persona } from "../../testing/index.ts";

async function publishAnalytics(ada: Persona): Promise<void> {
  const pkg = aPackage("@acme/analytics")
    .with({ description: "Numbers for humans", engines: { larder: "^1.0.0" }, larder: {} })
    .file("plugins/prometheus/index.js", "export default {};")
    .file("domains/metrics/domain.yaml", "name: metrics\nversion: 1.0.0\ndescription: What is measured\n")
    .file("domains/metrics/functions/summarise.js", "export default {};");
  expect((await ada.publish(pkg)).status).toBe(201);
}

function wanting(range: string): object {
  return { registry: "home", coreVersion: "1.0.0", wants: { "left-pad": range } };
}

test("[L1] [H7] a package is found by domain, plugin, kind and text, with the components that made it a hit", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await publishAnalytics(ada);
  await ada.publish(aPackage("left-pad"));

  for (const query of ["domain=metrics", "plugin=prometheus", "kind=function", "text=analytics"]) {
    const { body } = await seen(await anonymous.get(`/-/api/v1/search?${query}`));
    expect(body).toMatchObject({ total: 1, hits: [{ name: "@acme/analytics", domains: ["metrics"] }] });
  }
  const { body } = await seen(await anonymous.get("/-/api/v1/search?plugin=prometheus"));
  expect(body).toMatchObject({ hits: [{ matched: [{ kind: "plugin", name: "prometheus" }] }] });
});

test("[L2] [H7] [H8] lists say what there is, and who has it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await publishAnalytics(ada);

  expect(await seen(await anonymous.get("/-/api/v1/packages"))).toMatchObject({ body: { total: 1 } });
  for (const [path, name] of [
    ["domains", "metrics"],
    ["plugins", "prometheus"],
    ["components?kind=function&name=metrics.summarise", "metrics.summarise"],
  ]) {
    const { body } = await seen(await anonymous.get(`/-/api/v1/${path}`));
    expect(body).toMatchObject({ total: 1, components: [{ name, package: "@acme/analytics", version: "1.0.0" }] });
  }
});

test("[L3] a package's detail shows what is in it", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await publishAnalytics(ada);

  const { body } = await seen(await anonymous.get("/-/api/v1/packages/@acme%2fanalytics/versions/1.0.0"));

  expect(body).toMatchObject({
    name: "@acme/analytics",
    description: "Numbers for humans",
    maintainers: ["ada"],
    versions: [{ version: "1.0.0", publishedBy: "ada" }],
    componentCounts: { domain: 1, function: 1, plugin: 1 },
  });
});

test("[L4] a bad query names its parameter", async () => {
  const { anonymous } = await TestRegistry.withUsers();

  for (const [path, parameter] of [
    ["/-/api/v1/packages?size=0", "size"],
    ["/-/api/v1/packages?from=x", "from"],
    ["/-/api/v1/search?kind=nonsense", "kind"],
    [`/-/v1/search?text=${"a".repeat(500)}`, "text"],
    ["/-/v1/search?text=%00", "text"],
    ["/-/api/v1/search?domain=%00", "domain"],
    ["/-/api/v1/components?name=%00", "name"],
  ] as const) {
    const { status, code, error } = await refusal(await anonymous.get(path));
    expect([status, code]).toEqual([400, "EVALIDATION"]);
    expect(error).toContain(`\`${parameter}\` is wrong`);
  }
});

test("[L4] wants without end are refused before anybody is asked about them", async () => {
  const { anonymous } = await TestRegistry.withUsers();
  const wants = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`package-${index}`, "1.0.0"]));

  const response = await anonymous.post("/-/api/v1/resolve", { registry: "home", coreVersion: "1.0.0", wants });

  expect(await refusal(response)).toMatchObject({ status: 400, error: "`wants` is wrong: must be at most 5000" });
});

test("[L5] the registry resolves wants to a lock, or says why it cannot", async () => {
  const { ada } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));

  const solved = await seen(await ada.post("/-/api/v1/resolve", wanting("^1.0.0")));
  const conflict = await seen(await ada.post("/-/api/v1/resolve", wanting("^2.0.0")));

  expect(solved).toMatchObject({ status: 200, body: { outcome: "solved" } });
  expect((solved.body as { lock: string }).lock).toContain("left-pad@1.0.0");
  expect(conflict).toMatchObject({ status: 200, body: { outcome: "conflict" } });
});

test("[L6] `npm search` finds an exact name first, and nothing for nonsense", async () => {
  const { ada, anonymous } = await TestRegistry.withUsers("ada");
  await ada.publish(aPackage("left-pad"));
  await ada.publish(aPackage("left-pad-more"));

  const { body } = await seen(await anonymous.get("/-/v1/search?text=left-pad"));

  const names = (body as { objects: { package: { name: string } }[] }).objects.map((object) => object.package.name);
  expect(names).toEqual(["left-pad", "left-pad-more"]);
  expect(await seen(await anonymous.get("/-/v1/search?text=zzzzqqqq"))).toMatchObject({ body: { objects: [] } });
});
