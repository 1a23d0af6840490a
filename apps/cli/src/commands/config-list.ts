import { argument, defineCommand } from "../command.ts";
import { openHostToConfigure } from "../configuring/open-host-to-configure.ts";
import { type ShownSetting, showSettings } from "../configuring/shown-setting.ts";
import { columns, type Style } from "../output/style.ts";
import { visible } from "../output/visible.ts";

export const command = defineCommand({
  description:
    "Every setting of a package: its value, where that comes from, and what is wrong. From the highest, what counts is: `--set` of the start of the host, where it runs, the environment, the secrets that you set, larder.yaml or the file that it names, what was made up, the profile, and the defaults of the package. Last in a line stands the variable that sets it; with `*` where it is set. With --json also what the schema says of each, for whoever makes a form.",
  arguments: { package: argument("package", "the name of an installed package") },
  options: {},
  examples: [{ command: "larder config list @acme/mailer --json", does: "settings and their schemas, as JSON" }],
  run: async (context, { package: packageName }) => {
    const host = await openHostToConfigure(context);
    const configured = await host.configure(packageName);
    const { problems, profile, place } = configured;
    return {
      package: packageName,
      file: place,
      profile: profile ?? null,
      settings: showSettings(host, packageName, configured.settings),
      problems,
    };
  },
  view: ({ package: name, file, settings, problems }, style) => {
    if (settings.length === 0) return `${style.name(name)} has no settings`;
    const shown = settings.filter(({ isVisible }) => isVisible);
    const rows = shown.map((setting) => [
      setting.path,
      viewValue(setting),
      viewSource(setting, file),
      viewVariable(setting),
    ]);
    const [problem] = problems;
    return [
      columns(rows),
      ...problems.map(({ path, reason }) => `${style.warn("wrong:")} ${path === "" ? name : path} ${reason}`),
      ...(problem === undefined ? [] : [viewNext(problem.fix, style)]),
    ].join("\n");
  },
});

const widthMax = 60;

function viewValue({ isSet, isSecret, value, isRequired }: ShownSetting): string {
  if (!isSet) return isRequired ? "(needed)" : "(not set)";
  if (isSecret) return "[secret]";
  const text = visible(typeof value === "string" ? value : JSON.stringify(value));
  return text.length > widthMax ? `${text.slice(0, widthMax)}…` : text;
}

const sources: { readonly [source: string]: string } = {
  kept: "told the host",
  generated: "made up",
  schema: "default",
  defaults: "default",
  manifest: "package.json",
  flags: "--set",
};

function viewSource({ source }: ShownSetting, file: string): string {
  if (source === null) return "";
  return source === "file" ? file : (sources[source ?? ""] ?? source ?? "");
}

/** The one that counts, else the one that its author named; the longer name works as well. */
function viewVariable({ variables }: ShownSetting): string {
  const set = variables.find(({ isSet }) => isSet);
  return set === undefined ? (variables.at(-1)?.name ?? "") : `${set.name} *`;
}

function viewNext(fix: string, style: Style): string {
  return `${style.good("next:")} ${fix}`;
}
