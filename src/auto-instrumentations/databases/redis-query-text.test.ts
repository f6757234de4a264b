import { expect, test } from 'vitest';
import { redisQueryText } from './redis-query-text.ts';

test.each([
  ['GET', ['session:s3cret'], 'GET ?'],
  ['SET', ['a', 's3cret', 'EX', '5'], 'SET ? ? ? ?'],
  ['EVAL', ['return 1', '1', 'key', 's3cret'], 'EVAL ? ? ? ?'],
  ['CONFIG', ['SET', 'requirepass', 's3cret'], 'CONFIG SET ? ?'],
  ['config', ['s3cret!'], 'config ?'],
  ['PING', [], 'PING'],
  ['PING', undefined, 'PING'],
  ['MSET', Array.from({ length: 100 }, () => 's3cret'), `MSET ${'? '.repeat(10)}…`],
  [Buffer.from('GET'), [Buffer.from('s3cret')], 'GET ?'],
])('%s %j', (command, values, text) => {
  expect(redisQueryText(command, values)).toBe(text);
});
