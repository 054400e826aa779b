/**
 * What a command is: plain data and one function. The parser, the completions and the reference are all made from it.
 *
 * in     nothing
 * out    the types, and `defineCommand`, which derives the options' types from their parsers
 * holds  a command imports what is heavy inside `run`, so that `--version` and completions stay fast
 */
import type { Context } from './context.ts';
import type { ExitCode } from './exit-code.ts';

/** What the shell may offer in this place. */
export type Completion = 'workload' | 'finding' | 'image' | 'file' | 'directory' | readonly string[];

export interface ArgumentSpec {
  readonly name: string;
  readonly summary: string;
  readonly optional?: true;
  readonly completes?: Completion;
}

interface FlagSpec {
  readonly flag: `--${string}`;
  readonly summary: string;
}

export interface ValueSpec<T> extends FlagSpec {
  /** How the value is called in help: `id`, `file`, `duration`. */
  readonly value: string;
  /** Throws a CliError of code USAGE that says what is wrong with the text. */
  readonly parse: (text: string) => T;
  readonly required?: true;
  readonly completes?: Completion;
  /** Only told, in help and reference: the code that reads the value applies it. */
  readonly otherwise?: string;
  /** May be given several times; the value is then a list, and [] when it is not given. */
  readonly repeats?: true;
}

export type OptionSpec = FlagSpec | ValueSpec<unknown>;
export type OptionSpecs = Readonly<Record<string, OptionSpec>>;

type Parsed<O> = O extends { readonly parse: (text: string) => infer T }
  ? O extends { readonly repeats: true }
    ? readonly T[]
    : O extends { readonly required: true }
      ? T
      : T | undefined
  : boolean;
type ParsedOptions<O extends OptionSpecs> = { readonly [K in keyof O]: Parsed<O[K]> };

interface Call<O extends OptionSpecs> {
  /** As many as the spec names; an optional one that was not given is undefined. */
  readonly args: readonly (string | undefined)[];
  readonly options: ParsedOptions<O>;
  /** `--json`, where the command has it. */
  readonly json: boolean;
}

export interface CommandSpec<O extends OptionSpecs> {
  readonly name: string;
  readonly summary: string;
  /** More than the summary, for `--help` and the reference. */
  readonly detail?: string;
  readonly args?: readonly ArgumentSpec[];
  readonly options?: O;
  readonly examples?: readonly string[];
  /** What `--json` prints; without it the command has no `--json`. */
  readonly json?: string;
  /** Talks to a server: gets --server, --token-file and --data-dir. */
  readonly connects?: true;
  /** Owns SIGINT and SIGTERM itself. */
  readonly ownsSignals?: true;
  /** Not in help, completions or the reference. */
  readonly hidden?: true;
  readonly run: (call: Call<O>, context: Context) => Promise<ExitCode>;
}

export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly AnyCommand[];
  /** Name of the command that is meant when none is named. */
  readonly otherwise?: string;
}

/** A command whose option types were checked where it was defined. */
export type AnyCommand = CommandSpec<OptionSpecs>;
export type CommandNode = AnyCommand | CommandGroup;

export function defineCommand<const O extends OptionSpecs = Record<never, never>>(spec: CommandSpec<O>): AnyCommand {
  // `run` takes exactly the options that `spec.options` parses: the parser builds them from this same table.
  return spec as unknown as AnyCommand;
}

export function isGroup(node: CommandNode): node is CommandGroup {
  return 'commands' in node;
}

export function takesValue(option: OptionSpec): option is ValueSpec<unknown> {
  return 'parse' in option;
}
