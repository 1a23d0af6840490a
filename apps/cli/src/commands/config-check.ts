import { defineCommand, optionalArgument } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { type CheckedPackage, checkPackage } from "../configuring/check-package.ts";
import { exitCodes } from "../exit-codes.ts";
import { count, type Style } from "../output/style.ts";

export const command = defineCommand({
  description:
    "Whether each package could start with what it is configured with here: settings, variables, and the credentials that its domains ask for. Variables are those of this shell, over `.env` of the host, over `.larder/.env`. Exits 1 when something is missing.",
  arguments: { package: optionalArgument("package", "one installed package (default: all)") },
  options: {},
  examples: [
    { command: "larder config check", does: "every package of the host" },
    { command: "larder config check @acme/weather", does: "one, with the credentials of its domains" },
  ],
  run: async (context, { package: only }) => {
    const host = await openHostToConfigure(context);
    const packages: CheckedPackage[] = [];
    for (const name of only === undefined ? host.names : [only]) packages.push(await checkPackage(host, name));
    return { packages };
  },
  failure: ({ packages }) => {
    const broken = packages.filter(({ isReady }) => !isReady);
    const [first] = broken.flatMap(({ problems }) => problems);
    if (first === undefined) return undefined;
    return {
      exitCode: exitCodes.failure,
      error: {
        code: "ECONFIG",
        summary: `${count(broken.length, "package")} cannot start: ${broken.map(({ name }) => `\`${name}\``).join(", ")}`,
        hint: first.fix,
      },
    };
  },
  view: ({ packages }, style) =>
    packages.length === 0 ? "Nothing is installed yet" : packages.map((pkg) => viewPackage(pkg, style)).join("\n"),
});

function viewPackage(
  { name, isReady, problems, credentials, variables, warnings }: CheckedPackage,
  style: Style,
): string {
  return [
    `${isReady ? style.good("ready ") : style.bad("lacks ")} ${style.name(name)}`,
    ...problems.map(({ message }) => `  ${message}`),
    ...credentials.map(
      ({ domain, name: variable, isSet, isRequired }) =>
        `  ${domain}: ${variable} ${isSet ? "is set" : isRequired ? "is missing" : "is not set, and may be"}`,
    ),
    ...variables
      .filter(({ name: variable, isSet }) => isSet || !variable.startsWith("LARDER__"))
      .map(
        ({ name: variable, isSet, setting }) =>
          `  ${setting ?? "variable"}: ${variable} ${isSet ? "is set" : "is not set"}`,
      ),
    ...warnings.map((warning) => `  ${style.warn("warning:")} ${warning}`),
  ].join("\n");
}
