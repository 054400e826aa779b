/** What the shell sees. Scripts rely on these: they are part of the interface and documented in docs/reference/cli.md. */
export const exitCodes = {
  ok: 0,
  gate: 1,
  usage: 2,
  cannotSee: 3,
  unreachable: 4,
  notFound: 5,
  refused: 6,
  badFile: 7,
  partial: 8,
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'it worked'],
  [
    exitCodes.gate,
    'a gate that was asked for did not pass: `status --check` saw findings, `replay --expect` saw a difference, `scan` broke a policy or its signature was not verified, `advisories status --max-age` saw older data',
  ],
  [exitCodes.usage, 'the command line is wrong; for `status --check`: blind'],
  [exitCodes.cannotSee, 'this kernel, these rights or a missing sensor do not allow it; a token that is not accepted'],
  [
    exitCodes.unreachable,
    'the server does not answer, or answers with something else; a registry or a feed of advisories could not be read',
  ],
  [exitCodes.notFound, 'no workload or finding is called that, or more than one is'],
  [exitCodes.refused, 'the server understood and refused; another `plimsoll up` holds the data'],
  [exitCodes.badFile, 'a file is missing, damaged or not what it should be; the database is corrupt'],
  [
    exitCodes.partial,
    '`scan` could not look at everything, or had no advisories: what it found is reported, and --allow-partial accepts it',
  ],
  [exitCodes.bug, 'a fault in Plimsoll itself'],
  [exitCodes.interrupted, 'interrupted before it was done (Ctrl-C); what runs until Ctrl-C ends with 0'],
];
