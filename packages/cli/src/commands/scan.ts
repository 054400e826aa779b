import { defineCommand, type OptionSpecs } from '../command.ts';
import { advisoryOptions } from '../input/advisory-options.ts';
import { asChoice, asChoices, asText } from '../input/parse.ts';
import { asHost, asMirror, asPlatform } from '../input/scan-parse.ts';
import { asFormat, formatIds } from '../scan/output-format.ts';

const aFile = asText(4096);
const parts = ['vulnerabilities', 'secrets', 'malware', 'misconfigurations'] as const;
const sboms = ['cyclonedx', 'cyclonedx-vex', 'spdx', 'spdx3'] as const;

const options = {
  format: {
    flag: '--format',
    value: 'format[=file]',
    summary: `how to report, and where to: ${formatIds.join(', ')}`,
    parse: asFormat,
    completes: formatIds,
    otherwise: 'table',
    repeats: true,
  },
  output: {
    flag: '--output',
    value: 'file',
    summary: 'where the report without a file of its own goes',
    parse: aFile,
    completes: 'file',
    otherwise: 'standard output',
  },
  explain: {
    flag: '--explain',
    value: 'id',
    summary: 'say why of one finding, with everything needed to check it',
    parse: asText(500),
  },
  platform: {
    flag: '--platform',
    value: 'os/arch',
    summary: 'which image of several',
    parse: asPlatform,
    otherwise: "this host's",
  },
  failOn: {
    flag: '--fail-on',
    value: 'rule',
    summary:
      'exit 1 if a finding fulfils all of its conditions: high,fix or critical,kev or secrets or licence=GPL-3.0-only',
    parse: asText(2000),
    repeats: true,
  },
  policy: {
    flag: '--policy',
    value: 'file',
    summary: 'exit 1 if a rule of this file is broken',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  allowPartial: { flag: '--allow-partial', summary: 'exit 0 also when not everything could be looked at' },
  only: {
    flag: '--only',
    value: 'kinds',
    summary: `look for these alone: ${parts.join(', ')}`,
    parse: asChoices(parts),
    completes: parts,
    otherwise: 'all',
  },
  vex: {
    flag: '--vex',
    value: 'file',
    summary:
      'a VEX document (OpenVEX, CycloneDX, CSAF), or "referrers" for those attached to the image that --key or --identity signed',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  vexUnverified: {
    flag: '--vex-unverified',
    summary: 'with --vex referrers: apply also those that nobody you trust has signed',
  },
  exceptions: {
    flag: '--exceptions',
    value: 'file',
    summary: 'findings that were accepted, by whom and until when',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  showSuppressed: { flag: '--show-suppressed', summary: 'list also what VEX or exceptions suppress' },
  showHidden: { flag: '--show-hidden', summary: 'list also what is negligible or not of what runs' },
  secretRules: {
    flag: '--secret-rules',
    value: 'file',
    summary: 'own rules for secrets beside the built-in ones',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  yaraRules: {
    flag: '--yara-rules',
    value: 'file',
    summary: 'own YARA rules beside the built-in ones',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  clamd: { flag: '--clamd', value: 'socket', summary: 'ask this ClamAV daemon too', parse: aFile, completes: 'file' },
  ...advisoryOptions,
  offline: { flag: '--offline', summary: 'never say that the advisories should be updated' },
  afresh: { flag: '--afresh', summary: 'read layers again that are known already' },
  key: {
    flag: '--key',
    value: 'file',
    summary: 'exit 1 unless the image is signed with this public key (PEM)',
    parse: aFile,
    completes: 'file',
    repeats: true,
  },
  trustRoot: {
    flag: '--trust-root',
    value: 'file',
    summary: 'exit 1 unless it is signed keyless under this trusted_root.json, by --identity from --issuer',
    parse: aFile,
    completes: 'file',
  },
  identity: {
    flag: '--identity',
    value: 'name',
    summary: 'who must have signed it: the exact name, or /regular expression/',
    parse: asText(1000),
  },
  issuer: { flag: '--issuer', value: 'url', summary: 'who must vouch for the identity', parse: asText(1000) },
  attachSbom: {
    flag: '--attach-sbom',
    value: 'format',
    summary: 'attach the SBOM to the image in its registry',
    parse: asChoice(sboms),
    completes: sboms,
  },
  username: { flag: '--username', value: 'name', summary: 'for the registry of the image', parse: asText(1000) },
  passwordStdin: { flag: '--password-stdin', summary: 'read the password or token from standard input' },
  insecureRegistry: {
    flag: '--insecure-registry',
    value: 'host',
    summary: 'a registry that may be spoken to without TLS',
    parse: asHost,
    repeats: true,
  },
  mirror: {
    flag: '--mirror',
    value: 'host=mirror',
    summary: 'ask this mirror of a registry first',
    parse: asMirror,
    repeats: true,
  },
  ca: {
    flag: '--ca',
    value: 'file',
    summary: 'authorities to trust besides the known ones (PEM)',
    parse: aFile,
    completes: 'file',
  },
} as const satisfies OptionSpecs;

export const scan = defineCommand({
  name: 'scan',
  summary: 'What is in an image, and what is wrong with it',
  detail: [
    'REF is an image of a registry, or docker:NAME, podman:NAME, containerd:[NAMESPACE/]NAME,',
    'oci:FOLDER[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG], dir:FOLDER, sbom:FILE,',
    'or a path, which is recognised by what it is.',
    '',
    'Exit codes: 0 looked at everything and no gate was broken; 1 a gate of --fail-on, --policy or a',
    'signature did not pass; 8 not everything could be looked at, or there were no advisories',
    '(--allow-partial makes it 0). Gates, formats and documents: docs/guide/scanning.md.',
  ].join('\n'),
  args: [{ name: 'ref', summary: 'what to scan', completes: 'file' }],
  options,
  examples: [
    'plimsoll scan registry.example/shop/web:1.4',
    'plimsoll scan docker:shop-web --fail-on high,fix --fail-on kev --fail-on secrets',
    'plimsoll scan oci:build:web --format sarif=web.sarif --format cyclonedx=web.cdx.json',
    'plimsoll scan registry.example/shop/web:1.4 --explain CVE-2021-44228',
  ],
  async run({ args: [target = ''], options: given }, context) {
    const { runScan } = await import('../scan/run-scan.ts');
    return runScan(target, given, context);
  },
});
