import { expect, it } from 'vitest';
import { Environment } from '../options/environment.ts';
import { COMMIT_VARIABLES, readCommit } from './commit.ts';

const commit = (variables: Record<string, string>) => readCommit(new Environment(variables));

it.each(COMMIT_VARIABLES)('%s may hold the commit', (name) => {
  expect(commit({ [name]: ' 3F1C9ab ' })).toBe('3F1C9ab');
});

it.each(['unknown', 'main', 'v1.4.0', 'abc', '', '3f1c9ab-dirty', 'f'.repeat(65)])(
  '"%s" is no commit, and the next variable is asked',
  (value) => {
    expect(commit({ GIT_COMMIT: value })).toBe(undefined);
    expect(commit({ GIT_COMMIT: value, GITHUB_SHA: '0123abc' })).toBe('0123abc');
  },
);
