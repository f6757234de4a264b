import type { Environment } from '../options/environment.ts';

/** The attribute that says which commit runs. */
export const COMMIT_ATTRIBUTE = 'vcs.ref.head.revision';

/** Where build systems and platforms write the commit, and a Dockerfile passes it on (`ARG GIT_COMMIT`, `ENV GIT_COMMIT=$GIT_COMMIT`). */
export const COMMIT_VARIABLES = [
  'GIT_COMMIT', // Jenkins, and the usual name in images
  'GIT_SHA',
  'COMMIT_SHA', // Google Cloud Build
  'SOURCE_VERSION', // Heroku while building, OpenShift
  'HEROKU_BUILD_COMMIT',
  'GITHUB_SHA',
  'CI_COMMIT_SHA', // GitLab
  'RENDER_GIT_COMMIT',
  'VERCEL_GIT_COMMIT_SHA',
] as const;

/** The first of {@link COMMIT_VARIABLES} that holds a commit; others (`unknown`, `main`, `dirty`) are passed over. */
export function readCommit(env: Environment): string | undefined {
  return COMMIT_VARIABLES.map((name) => env.text(name)).find(
    (value) => value !== undefined && /^[\da-f]{7,64}$/i.test(value),
  );
}
