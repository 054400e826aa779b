/** Sign in with the token that `plimsoll up` printed at its first start. */
import { ApiError } from '@plimsoll/api';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useServices } from '../../lib/services.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Mark } from '../../ui/mark.tsx';
import classes from './page.module.css';

const route = getRouteApi('/sign-in');

export function SignInPage(): ReactNode {
  const { api, queries } = useServices();
  const router = useRouter();
  const { next } = route.useSearch();
  const signIn = useMutation({
    mutationFn: (token: string) => api.signIn({ body: { token } }),
    onSuccess: async () => {
      queries.clear();
      router.history.replace(next ?? '/');
    },
  });
  return (
    <main className={classes.page}>
      <div className={classes.side} aria-hidden>
        <Mark size={180} />
      </div>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate(String(new FormData(event.currentTarget).get('token')).trim());
        }}
      >
        <p className={classes.brand}>Plimsoll</p>
        <h1>Sign in</h1>
        <TextField
          label="Token"
          name="token"
          type="password"
          autoComplete="current-password"
          required
          maxLength={256}
          error={signIn.error === null ? undefined : messageOf(signIn.error)}
          hint="“plimsoll up” printed it when it first started."
        />
        <Button type="submit" look="main" disabledBecause={signIn.isPending ? 'Signing in' : undefined}>
          Sign in
        </Button>
        <p className={classes.lost}>
          Lost it? On the host, <code>plimsoll token rotate</code> makes a new one and ends every session.
        </p>
      </form>
    </main>
  );
}

function messageOf(error: Error): string {
  if (!(error instanceof ApiError)) return 'Signing in failed. Reload the page and try again.';
  return error.status === 401 ? `${error.message}. ${error.hint}` : `${error.message}: ${error.hint}`;
}
