import { defineCommand } from '../command.ts';
import { scripts, shells } from '../complete/scripts.ts';
import { exitCodes } from '../exit-code.ts';
import { asChoice } from '../input/parse.ts';

export const completion = defineCommand({
  name: 'completion',
  summary: 'Print a completion script for your shell',
  detail: [
    'bash  plimsoll completion bash > ~/.local/share/bash-completion/completions/plimsoll',
    'zsh   plimsoll completion zsh > ~/.zfunc/_plimsoll   (a folder in $fpath)',
    'fish  plimsoll completion fish > ~/.config/fish/completions/plimsoll.fish',
  ].join('\n'),
  args: [{ name: 'shell', summary: shells.join(', '), completes: shells }],
  examples: ['source <(plimsoll completion bash)'],
  async run({ args: [wanted = ''] }, { out }) {
    await out.write(scripts[asChoice(shells)(wanted)]);
    return exitCodes.ok;
  },
});
