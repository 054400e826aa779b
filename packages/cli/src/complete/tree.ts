/**
 * What the shell may offer at the end of a half-typed command line.
 *
 * in     the command tree, the words before the cursor, the word at the cursor
 * out    fixed words, or the kind of thing to ask the server or the file system for
 * holds  pure: nothing here touches the network, so that a shell never waits for it
 */
import { type AnyCommand, type CommandNode, type Completion, isGroup, takesValue } from '../command.ts';
import { optionsOf } from '../program.ts';

interface Candidate {
  readonly word: string;
  readonly summary: string;
}

export type Offer =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  | { readonly kind: 'workload' | 'finding' | 'image' | 'file' | 'directory'; readonly prefix: string };

const nothing: Offer = { kind: 'words', words: [] };

/** `words` are those after `plimsoll` that are finished; `current` is the one being typed, maybe empty. */
export function offer(nodes: readonly CommandNode[], words: readonly string[], current: string): Offer {
  const [first, ...others] = words;
  if (first === undefined) {
    return only(
      nodes
        .filter((node) => isGroup(node) || node.hidden !== true)
        .map((node) => ({ word: node.name, summary: node.summary })),
      current,
    );
  }
  const node = nodes.find((each) => each.name === first);
  if (node === undefined) return nothing;
  if (!isGroup(node)) return offerFor(node, others, current);
  // An option right after a group is one of the command that is meant when none is named.
  const meant = (others[0] ?? current).startsWith('-') && node.commands.find(({ name }) => name === node.otherwise);
  return meant ? offerFor(meant, others, current) : offer(node.commands, others, current);
}

function offerFor(command: AnyCommand, words: readonly string[], current: string): Offer {
  const options = Object.values(optionsOf(command));
  const used = new Set<string>();
  let position = 0;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (!word.startsWith('--')) {
      position += 1;
      continue;
    }
    const [flag = ''] = word.split('=');
    used.add(flag);
    const option = options.find((each) => each.flag === flag);
    if (option === undefined || !takesValue(option) || word.includes('=')) continue;
    if (index === words.length - 1) return valuesOf(option.completes, current);
    index += 1;
  }
  const equals = /^(--[\w-]+)=(.*)$/s.exec(current);
  if (equals !== null) {
    const option = options.find((each) => each.flag === equals[1]);
    return option !== undefined && takesValue(option) ? valuesOf(option.completes, equals[2] ?? '') : nothing;
  }
  if (current.startsWith('-')) {
    const flags = options
      .filter((option) => !used.has(option.flag))
      .map((option) => ({ word: option.flag, summary: option.summary }));
    return only([...flags, { word: '--help', summary: 'print help' }], current);
  }
  const argument = command.args?.[position];
  return argument === undefined ? nothing : valuesOf(argument.completes, current);
}

function valuesOf(completes: Completion | undefined, current: string): Offer {
  if (completes === undefined) return nothing;
  if (typeof completes === 'string') return { kind: completes, prefix: current };
  // A list in one word (`high,crit`): what is before the last comma is kept.
  const before = current.slice(0, current.lastIndexOf(',') + 1);
  return only(
    completes.map((word) => ({ word: before + word, summary: '' })),
    current,
  );
}

function only(words: readonly Candidate[], current: string): Offer {
  return { kind: 'words', words: words.filter(({ word }) => word.startsWith(current)) };
}
