/** How the server signs in to a registry. What is there already is named, never shown. */
import type { Registry } from '@plimsoll/api';
import type { ReactNode } from 'react';
import { SelectField, TextField } from '../../../ui/field.tsx';
import classes from './registry-dialog.module.css';

export type Credentials = 'keep' | Registry['credentials']['kind'];

interface CredentialFieldsProps {
  readonly kind: Credentials;
  readonly onKind: (kind: Credentials) => void;
  readonly known: Registry['credentials'] | undefined;
  readonly error: string | undefined;
}

const words: Record<Credentials, string> = {
  keep: 'As it is',
  none: 'Nothing: only what everybody may see',
  basic: 'User and password',
  bearer: 'Token',
  identity: 'Refresh token',
  docker: 'What docker login left on the server',
};
const secrets: Partial<Record<Credentials, string>> = {
  basic: 'Password',
  bearer: 'Token',
  identity: 'Refresh token',
};

export function CredentialFields({ kind, onKind, known, error }: CredentialFieldsProps): ReactNode {
  const kinds = (Object.keys(words) as Credentials[]).filter((each) => each !== 'keep' || known !== undefined);
  const secret = secrets[kind];
  return (
    <>
      <SelectField
        label="Sign in with"
        value={kind}
        onChange={(event) => onKind(kinds.find((each) => each === event.target.value) ?? 'none')}
        hint={kind === 'keep' && known?.user != null ? `Signs in as ${known.user}.` : undefined}
      >
        {kinds.map((each) => (
          <option key={each} value={each}>
            {words[each]}
          </option>
        ))}
      </SelectField>
      {secret !== undefined && (
        <div className={classes.pair}>
          {kind === 'basic' && <TextField label="User" name="user" autoComplete="off" maxLength={255} />}
          <TextField
            label={secret}
            name="secret"
            type="password"
            autoComplete="new-password"
            maxLength={8192}
            hint="Kept encrypted, never shown again."
            error={error}
          />
        </div>
      )}
    </>
  );
}
