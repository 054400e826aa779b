/** What Mix writes. */
import type { Sample } from '../look-at.fixture.ts';

export const mix: Sample = {
  path: 'src/app/mix.lock',
  content: `%{
  "jason": {:hex, :jason, "1.4.0", "e855647bc964a44e2f67df589ccf49105ae039d4179db7f6271dfd3843dc27e6", [:mix], [{:decimal, "~> 1.0 or ~> 2.0", [hex: :decimal, repo: "hexpm", optional: true]}], "hexpm", "79a3791085b2a0f743ca04cec0f7be26443738779d09302e01318f97bdb82121"},
  "plug_renamed": {:hex, :plug, "1.14.0", "ba4f558468f69cbd9f6b356d25443d0b796fbdc887e03fa89001384a9cac638f", [:mix], [], "hexpm", "bf020432c7d4feb7b3af16a0c2701455cbbbb95e5b6866132cb09eb0c29adc14"},
  "tool": {:git, "https://git.example/tool.git", "0a1b2c3d", [branch: "main"]},
}
`,
};

export const elixirSamples: Readonly<Record<string, readonly Sample[]>> = { 'mix-lock': [mix] };
