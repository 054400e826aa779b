/** docs/reference/cli.md, made from the command tree: nothing about the command line is written twice. */
import { type AnyCommand, type CommandNode, isGroup, type OptionSpec, takesValue } from '../command.ts';
import { exitCodeMeanings } from '../exit-code.ts';
import { connectionOptions } from '../input/connection-options.ts';
import { optionsOf, placeholder } from '../program.ts';

export function referenceMarkdown(nodes: readonly CommandNode[]): string {
  const commands = nodes.flatMap((node) => flat(node, 'plimsoll'));
  return [
    '# The `plimsoll` command',
    '',
    '<!-- Made by packages/cli/src/reference/write.ts from the command tree: change it there. -->',
    '',
    'Answers go to standard output, progress and errors to standard error. A workload is named by its id, the beginning of it, or the beginning of',
    'one of its parts (`web` for `docker/shop/web`); a finding by its id or at least four characters of its beginning; an image by its name, the end of it',
    '(`web:1.4` for `registry.example/shop/web:1.4`), its digest or at least six digits of its beginning. What fits more than one is refused.',
    '',
    '`--json` prints what the API answers, in the shapes of its schemas ([openapi.json](openapi.json)); streams print one JSON object a line. Without a',
    'terminal nothing is coloured or cut; `NO_COLOR`, `FORCE_COLOR` and `COLUMNS` are honoured.',
    '',
    '## Commands',
    '',
    '| command | |',
    '|---|---|',
    ...commands.map(({ path, command }) => `| [\`${path}\`](#${anchor(path)}) | ${cell(command.summary)} |`),
    '',
    '## Which server',
    '',
    'By default commands ask the Plimsoll on this host, through the socket in its data directory, which only its own user can open. These options are',
    'understood by every command that asks a server:',
    '',
    ...optionTable(Object.values(connectionOptions)),
    '',
    'A token is never an argument, because every user of a host can read those, and never goes over the network without TLS.',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|--:|---|',
    ...exitCodeMeanings.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`),
    '',
    ...commands.flatMap(({ path, command }) => section(path, command)),
  ].join('\n');
}

function section(path: string, command: AnyCommand): readonly string[] {
  const args = (command.args ?? []).map((argument) => ` ${placeholder(argument)}`).join('');
  const shared = new Set<OptionSpec>(command.connects === true ? Object.values(connectionOptions) : []);
  const options = Object.values(optionsOf(command)).filter((option) => !shared.has(option));
  return [
    `## ${path}`,
    '',
    `${command.summary}.`,
    '',
    '```',
    `${path}${args}${options.length > 0 || shared.size > 0 ? ' [options]' : ''}`,
    '```',
    '',
    ...(command.detail === undefined ? [] : ['```text', command.detail, '```', '']),
    ...(command.args === undefined
      ? []
      : [
          ...table(
            'argument',
            command.args.map((argument) => [`\`${placeholder(argument)}\``, argument.summary]),
          ),
          '',
        ]),
    ...(options.length === 0 ? [] : [...optionTable(options), '']),
    ...(command.examples === undefined ? [] : ['```sh', ...command.examples, '```', '']),
  ];
}

function optionTable(options: readonly OptionSpec[]): readonly string[] {
  return table(
    'option',
    options.map((option) => {
      const name = takesValue(option) ? `${option.flag} <${option.value}>` : option.flag;
      const otherwise = takesValue(option) && option.otherwise !== undefined ? ` (otherwise ${option.otherwise})` : '';
      return [
        `\`${name}\``,
        `${option.summary}${otherwise}${takesValue(option) && option.required === true ? '; required' : ''}${takesValue(option) && option.repeats === true ? '; may be repeated' : ''}`,
      ];
    }),
  );
}

function table(head: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  return [`| ${head} | |`, '|---|---|', ...rows.map(([name, text]) => `| ${cell(name)} | ${cell(text)} |`)];
}

function flat(node: CommandNode, path: string): readonly { path: string; command: AnyCommand }[] {
  if (isGroup(node)) return node.commands.flatMap((child) => flat(child, `${path} ${node.name}`));
  return node.hidden === true ? [] : [{ path: `${path} ${node.name}`, command: node }];
}

function anchor(path: string): string {
  return path.replaceAll(' ', '-');
}

function cell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '\\<')
    .replace(/`[^`]*`/g, (code) => code.replaceAll('\\<', '<'));
}
