import type { ReportedCommit } from '@plimsoll/scan';

/** Which commit a workflow runs for, as GitHub's runners say it; undefined elsewhere. */
export function commitOf(env: Readonly<Record<string, string | undefined>>): ReportedCommit | undefined {
  const { GITHUB_SHA: sha, GITHUB_REF: ref } = env;
  if (sha === undefined || ref === undefined || !/^[0-9a-f]{40}$/.test(sha) || ref === '') return undefined;
  return {
    sha,
    ref,
    job: env.GITHUB_RUN_ID ?? '0',
    correlator: [env.GITHUB_WORKFLOW, env.GITHUB_JOB].filter((part) => part !== undefined).join(' ') || 'plimsoll',
    url: `${env.GITHUB_SERVER_URL ?? 'https://github.com'}/${env.GITHUB_REPOSITORY ?? ''}`,
  };
}
