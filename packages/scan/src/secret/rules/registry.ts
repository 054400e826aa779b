/** All built-in rules. Where two find the same place, the one that stands first here has it. */
import type { SecretRule } from '../rule.ts';
import { cloudRules } from './cloud.ts';
import { codeHostRules } from './code-host.ts';
import { credentialRules } from './credential.ts';
import { genericRules } from './generic.ts';
import { keyRules } from './key.ts';
import { serviceRules } from './service.ts';

export const builtInSecretRules: readonly SecretRule[] = [
  ...cloudRules,
  ...keyRules,
  ...codeHostRules,
  ...serviceRules,
  ...credentialRules,
  ...genericRules,
];
