/**
 * The parser, made from the commands' own descriptions.
 *
 * in     a tree of CommandNode, the words of the command line
 * out    one command run with checked values; its exit code
 * holds  whatever is typed ends in a command, help, or a usage error on stderr that says what to do
 */
import { Command, CommanderError, Option } from 'commander';
import {
  type AnyCommand,
  type ArgumentSpec,
  type CommandNode,
  isGroup,
  type OptionSpec,
  type OptionSpecs,
  takesValue,
  type ValueSpec,
} from './command.ts';
import { CliError } from './errors.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { connectionOptions } from './input/connection-options.ts';

export interface Invocation {
  readonly command: AnyCommand;
  readonly args: readonly (string | undefined)[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly json: boolean;
}

export type Parsed = { readonly run: Invocation } | { readonly exit: ExitCode };

export interface ParserOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly width: number;
}

/** What can be given to a command: its own options, those of its connection, and `--json`. */
export function optionsOf(command: AnyCommand): OptionSpecs {
  return {
    ...command.options,
    ...(command.json === undefined ? {} : { json: { flag: '--json', summary: `print ${command.json}` } }),
    ...(command.connects === true ? connectionOptions : {}),
  };
}

export function parseCommandLine(
  words: readonly string[],
  { nodes, version, output }: { nodes: readonly CommandNode[]; version: string; output: ParserOutput },
): Parsed {
  let chosen: Invocation | undefined;
  const take = (invocation: Invocation) => {
    chosen = invocation;
  };
  const root = shape(new Command('plimsoll'), { output, path: 'plimsoll' })
    .description('Learns what each container does while it runs clean, and says what departs from it, and why.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText(
      'after',
      '\nStart with:  plimsoll up\nThen:        plimsoll status, plimsoll findings, plimsoll explain <id>',
    );
  for (const node of nodes)
    root.addCommand(build(node, { output, take, path: 'plimsoll' }), {
      hidden: !isGroup(node) && node.hidden === true,
    });
  try {
    if (words.length === 0) root.help();
    root.parse([...words], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
    throw error;
  }
  return chosen === undefined ? { exit: exitCodes.ok } : { run: chosen };
}

interface Tools {
  readonly output: ParserOutput;
  readonly take: (invocation: Invocation) => void;
  /** The words that lead here. */
  readonly path: string;
}

function build(node: CommandNode, { path: parent, ...tools }: Tools): Command {
  const path = `${parent} ${node.name}`;
  const command = shape(new Command(node.name), { output: tools.output, path }).summary(node.summary);
  if (isGroup(node)) {
    command.description(`${node.summary}.`);
    for (const child of node.commands)
      command.addCommand(build(child, { ...tools, path }), { isDefault: child.name === node.otherwise });
    return command;
  }
  command.description(`${node.summary}.`);
  if (node.detail !== undefined) command.addHelpText('after', `\n${node.detail}`);
  for (const argument of node.args ?? []) command.argument(placeholder(argument), argument.summary);
  const specs = optionsOf(node);
  for (const spec of Object.values(specs)) command.addOption(toOption(spec));
  if (node.examples !== undefined)
    command.addHelpText('after', `\nExamples:\n${node.examples.map((each) => `  ${each}`).join('\n')}`);
  command.action(() => {
    const given = command.opts<Record<string, unknown>>();
    const byKey = Object.entries(specs).map(
      ([key, spec]) => [key, parsedValue(spec, given[toOption(spec).attributeName()])] as const,
    );
    const { json, ...options } = Object.fromEntries(byKey);
    const args = (node.args ?? []).map((_, index) => command.processedArgs[index] as string | undefined);
    tools.take({ command: node, args, options, json: json === true });
  });
  return command;
}

export function placeholder(argument: ArgumentSpec): string {
  return argument.optional === true ? `[${argument.name}]` : `<${argument.name}>`;
}

function toOption(spec: OptionSpec): Option {
  if (!takesValue(spec)) return new Option(spec.flag, spec.summary);
  const text = spec.otherwise === undefined ? spec.summary : `${spec.summary} (otherwise ${spec.otherwise})`;
  const option = new Option(`${spec.flag} <${spec.value}>`, text);
  if (spec.required === true) option.makeOptionMandatory();
  if (spec.repeats === true)
    option.argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]);
  return option;
}

function parsedValue(spec: OptionSpec, given: unknown): unknown {
  if (!takesValue(spec)) return given === true;
  if (spec.repeats === true) return (Array.isArray(given) ? given : []).map((each) => parsedText(spec, each));
  return given === undefined ? undefined : parsedText(spec, given);
}

function parsedText(spec: ValueSpec<unknown>, given: unknown): unknown {
  try {
    return spec.parse(String(given));
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    throw new CliError(error.code, `${spec.flag}: ${error.message}`, { hint: error.hint, cause: error });
  }
}

function shape(command: Command, { output, path }: { output: ParserOutput; path: string }): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => output.width,
      getErrHelpWidth: () => output.width,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      outputError: (text, write) => write(`plimsoll: ${text.replace(/^error: /, '')}`),
    })
    .configureHelp({ subcommandTerm: (child) => child.name() })
    .helpCommand(false)
    .helpOption('-h, --help', 'print this help')
    .showHelpAfterError(`  see: ${path} --help`)
    .showSuggestionAfterError(true)
    .allowExcessArguments(false);
}
